// One thing to follow, or followed: what it brought of late, and how it comes.

import { all, get, patch, post, Problem, remove } from "./api.js";
import { field, h, line, list, select } from "./dom.js";
import { telegram } from "./launch.js";
import { change, draw, home, show, toast } from "./shell.js";
import { zone } from "./state.js";
import { clearSearch, isMuted, setMute, unfollow, until } from "./watchlist.js";
import { moment, named, say } from "./words.js";

const DAYS = 7;
const DELIVERIES = ["instant", "hourly", "pre_open", "post_close", "daily", "weekly"];

export function card(query) {
  return async () => {
    try {
      const asked = get("preview", { query, days: DAYS });
      const [found, subscriptions] = await Promise.all([asked, all("subscriptions")]);
      return shown(found, subscriptions.find((each) => each.query === found.query));
    } catch (error) {
      if (error instanceof Problem && error.status === 422) return askedBack(query, error);
      throw error;
    }
  };
}

function shown(found, held) {
  const nodes = [h("p", { class: "soft" }, summary(found))];
  if (found.noisy) nodes.push(h("p", { class: "soft" }, say("preview-noisy")));
  if (held) nodes.push(controls(held));
  if (found.items.length) nodes.push(list(say("app-newest"), found.items.map(news)));
  const follow = { text: say("button-watch"), run: () => followNow(found) };
  return { title: named(found.title), nodes, main: held ? null : follow };
}

function summary(found) {
  if (!found.count) {
    return say(found.exact ? "preview-nothing" : "preview-sampled-nothing", { days: DAYS });
  }
  const counted = { count: found.count, days: DAYS, average: found.average.toFixed(1) };
  return found.exact ? say("app-brought", counted) : say("app-brought-about", counted);
}

function news({ article, reasons }) {
  const isLink = /^https?:/.test(article.url ?? "");
  const known = { href: article.url, target: "_blank", rel: "noopener noreferrer", click: openLink };
  const title = isLink ? h("a", { class: "name", ...known }, article.title) : article.title;
  const about = [article.source.title, moment(article.first_seen_at, zone()), ...reasons];
  return h("div", { class: "article" }, title, h("span", { class: "soft" }, about.join(" · ")));
}

function openLink(event) {
  const app = telegram();
  if (!app) return;
  event.preventDefault();
  app.openLink(event.currentTarget.href);
}

async function followNow(found) {
  const made = await post("subscriptions", { query: found.query });
  clearSearch();
  await home();
  toast(say("watch-done", { what: named(made.title) }), say("button-undo"), async () => {
    await remove(`subscriptions/${made.id}`);
    await draw();
  });
}

function controls(held) {
  const deliveries = DELIVERIES.map((each) => [each, say(`cadence-${each}`)]);
  const setDelivery = (delivery) =>
    change(async () => {
      await patch(`subscriptions/${held.id}`, { delivery });
      toast(say("card-saved", { name: named(held.title), what: say(`cadence-${delivery}`) }));
    });
  const muted = isMuted(held);
  const choices = [
    ["", muted ? say("card-muted", { until: until(held) }) : say("app-not-muted")],
    ...(muted ? [["0", say("mute-0")]] : []),
    ["1", say("mute-1d")],
    ["7", say("mute-7d")],
  ];
  const mute = async (days) => {
    await setMute(held, Number(days));
    await draw();
  };
  const end = async () => {
    await unfollow(held);
    await home();
  };
  const danger = { type: "button", class: "plain danger", click: () => change(end) };
  return h(
    "div",
    { class: "card" },
    field(say("app-delivery"), select(deliveries, held.delivery, setDelivery)),
    field(say("app-mute"), select(choices, "", (days) => change(() => mute(days)))),
    h("button", danger, say("app-unfollow")),
  );
}

// What cannot be followed as it stands: which company is meant, one thing of several, or how to
// mend the query.
function askedBack(query, problem) {
  const { choices = [], as_words: words, queries = [], repair } = problem.told;
  const lines = choices.map((each) => offer(each.name, each.symbol, each.query));
  if (words) lines.push(offer(named(words), say("app-words"), words));
  lines.push(...queries.map((each) => offer(each, "", each)));
  if (repair) lines.push(offer(repair, say("app-repair"), repair));
  const nodes = [h("p", { role: "alert" }, problem.message)];
  if (lines.length) nodes.push(list(say("app-choices"), lines));
  return { title: named(query), nodes };
}

function offer(title, about, query) {
  return line(title, about, () => show(card(query)));
}
