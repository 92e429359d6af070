// When and how the chat is told, and the list as a feed of one's own.

import { patch } from "./api.js";
import { field, h, line, select, toggle } from "./dom.js";
import { feed } from "./feed.js";
import { change, draw, show, toast } from "./shell.js";
import { me, setMe } from "./state.js";
import { LANGUAGES, say, speak } from "./words.js";

const ZONES = {
  "Asia/Shanghai": "shanghai",
  "Asia/Hong_Kong": "hong_kong",
  "Asia/Taipei": "taipei",
  "Asia/Singapore": "singapore",
  "Europe/London": "london",
  "America/New_York": "new_york",
};
const MARKETS = ["XSHG", "XHKG", "XNYS"];
const NIGHT = { from: "23:00", until: "07:00" };

export function settings() {
  const chat = me();
  const language = select(LANGUAGES, chat.language, (value) => set({ language: value }));
  const zone = select(zones(chat), chat.time_zone, (value) => set({ time_zone: value }));
  const markets = ["followed", ...MARKETS].map((each) => [each, say(`market-${each}`)]);
  const setMarket = (value) => set({ market: value === "followed" ? null : value });
  const market = select(markets, chat.market ?? "followed", setMarket);
  const nodes = [
    group(field(say("settings-button-language"), language)),
    group(field(say("settings-button-timezone"), zone), ...quietHours(chat)),
    group(
      field(say("settings-button-daily"), clock(chat.daily_at, (value) => set({ daily_at: value }))),
      field(say("settings-button-market"), market),
    ),
    group(
      field(say("settings-button-silent"), toggle(!chat.silent, (on) => set({ silent: !on }))),
      field(say("settings-button-preview"), toggle(chat.pictures, (on) => set({ pictures: on }))),
      field(say("settings-button-hashtags"), toggle(chat.hashtags, (on) => set({ hashtags: on }))),
    ),
    group(line(say("app-feed"), "", () => show(feed))),
  ];
  return { title: say("app-settings"), nodes };
}

function group(...fields) {
  return h("div", { class: "card" }, ...fields);
}

function zones(chat) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = new Set([...Object.keys(ZONES), here, chat.time_zone].filter(Boolean));
  return [...known].map((each) => [each, each in ZONES ? say(`zone-${ZONES[each]}`) : city(each)]);
}

function city(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

function quietHours(chat) {
  const hours = chat.quiet_hours;
  const switched = toggle(Boolean(hours), (on) => set({ quiet_hours: on ? NIGHT : null }));
  const fields = [field(say("settings-button-quiet"), switched)];
  if (hours) {
    const from = clock(hours.from, (value) => setHours({ from: value }));
    const until = clock(hours.until, (value) => setHours({ until: value }));
    fields.push(field(say("app-quiet-from"), from), field(say("app-quiet-until"), until));
  }
  const weekends = toggle(chat.quiet_weekends, (on) => set({ quiet_weekends: on }));
  fields.push(field(say("settings-button-weekends"), weekends));
  if (hours || chat.quiet_weekends) {
    const pass = toggle(chat.urgent_passes, (on) => set({ urgent_passes: on }));
    fields.push(field(say("app-urgent"), pass));
  }
  return fields;
}

function clock(value, take) {
  const taken = (event) => event.target.value && take(event.target.value);
  return h("input", { type: "time", value, required: true, change: taken });
}

function set(wanted) {
  return change(() => save(wanted));
}

// One end of the quiet hours, beside the other as it then is.
function setHours(part) {
  return change(() => save({ quiet_hours: { ...me().quiet_hours, ...part } }));
}

async function save(wanted) {
  const chat = await patch("me", wanted);
  await speak(chat.language);
  setMe(chat);
  toast(say("app-saved"));
  await draw();
}
