// The texts, in the language of who reads them: the same as the bot's.

export const LANGUAGES = [["zh-Hans", "简体中文"], ["zh-Hant", "繁體中文"], ["en", "English"]];
let spoken = "";
let words = {};

export function language() {
  return spoken;
}

export async function speak(wanted) {
  if (wanted === spoken) return;
  const answer = await fetch(new URL(`words.${wanted}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`no words in ${wanted}`);
  words = await answer.json();
  spoken = wanted;
  document.documentElement.lang = wanted;
  document.title = say("app-title");
}

export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// What a title is shown as: words in quotation marks have those of the language.
export function named(title) {
  const words = /^"([^"]+)"$/.exec(title);
  return words ? say("keyword-quoted", { text: words[1] }) : title;
}

// The one of our languages that is nearest to what Telegram or the browser calls one.
export function nearest(tag) {
  const known = tag.toLowerCase().replace("_", "-");
  if (/^zh-(hant|tw|hk|mo)/.test(known)) return "zh-Hant";
  if (/^zh/.test(known)) return "zh-Hans";
  return /^en/.test(known) ? "en" : document.documentElement.lang;
}

export function moment(text, zone) {
  const form = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" };
  const all = { ...form, hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(spoken, all).format(new Date(text));
}
