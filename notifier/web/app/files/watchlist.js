// The first screen: what is followed, and a field that finds what else there is.

import { all, patch, post, remove } from "./api.js";
import { card } from "./card.js";
import { h, iconButton, line, list } from "./dom.js";
import { results } from "./search.js";
import { settings } from "./settings.js";
import { change, draw, failure, show, toast } from "./shell.js";
import { zone } from "./state.js";
import { moment, named, say } from "./words.js";

const DAY = 86_400_000; // milliseconds
const PAUSE = 250; // milliseconds without a key before what was typed is looked for

let wanted = "";

export async function watchlist() {
  const [held, topics] = await Promise.all([all("subscriptions"), all("topics")]);
  const found = h("div", { "aria-live": "polite" });
  const input = h("input", {
    type: "search",
    value: wanted,
    maxlength: "500",
    enterkeyhint: "search",
    autocomplete: "off",
    "aria-label": say("app-search"),
    placeholder: say("app-search"),
  });
  let timer = 0;
  const look = async () => {
    const asked = wanted.trim();
    const nodes = asked ? await looked(asked, topics, look) : standing(held, topics);
    if (wanted === input.value) found.replaceChildren(...nodes);
  };
  input.addEventListener("input", () => {
    wanted = input.value; // at once: the screen may be drawn again before it is looked for
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  await look();
  const gear = iconButton("settings", say("app-settings"), () => show(settings));
  return { title: say("app-title"), actions: [gear], nodes: [input, found] };
}

// Forget what was looked for: it has been found.
export function clearSearch() {
  wanted = "";
}

async function looked(asked, topics, again) {
  try {
    return await results(asked, topics);
  } catch (error) {
    return failure(error, again).nodes;
  }
}

function standing(held, topics) {
  const nodes = [];
  if (held.length) nodes.push(list(say("app-title"), held.map(followed)));
  else nodes.push(h("p", { class: "card empty" }, say("app-empty")));
  const others = topics.filter((topic) => !held.some((each) => each.query === topic.query));
  if (others.length) {
    const lines = others.map((topic) => line(topic.title, "", () => show(card(topic.query))));
    nodes.push(h("h2", {}, say("index-topics")), list(say("index-topics"), lines));
  }
  return nodes;
}

function followed(held) {
  const muted = isMuted(held);
  const about = [held.symbol, muted ? say("card-muted", { until: until(held) }) : delivery(held)];
  const name = named(held.title);
  const mute = iconButton(
    muted ? "muted" : "bell",
    muted ? say("app-unmute-this", { name }) : say("app-mute-this", { name }),
    () => changeAndDraw(() => setMute(held, muted ? 0 : 1)),
  );
  const end = iconButton("close", say("app-unfollow-this", { name }), () => changeAndDraw(() => unfollow(held)));
  const text = about.filter(Boolean).join(" · ");
  return [line(name, text, () => show(card(held.query)), false), mute, end];
}

function changeAndDraw(action) {
  return change(async () => {
    await action();
    await draw();
  });
}

function delivery(held) {
  return say(`cadence-${held.delivery}`);
}

export function isMuted(held) {
  return Boolean(held.muted_until) && Date.parse(held.muted_until) > Date.now();
}

export function until(held) {
  return moment(held.muted_until, zone());
}

export async function setMute(held, days) {
  const end = days ? new Date(Date.now() + days * DAY).toISOString() : null;
  const set = await patch(`subscriptions/${held.id}`, { muted_until: end });
  const text = days ? say("card-muted", { until: until(set) }) : say("card-unmuted");
  toast(say("card-saved", { name: named(held.title), what: text }), say("button-undo"), async () => {
    await patch(`subscriptions/${held.id}`, { muted_until: held.muted_until });
    await draw();
  });
}

export async function unfollow(held) {
  await remove(`subscriptions/${held.id}`);
  toast(say("app-unfollowed", { name: named(held.title) }), say("button-undo"), async () => {
    const made = await post("subscriptions", { query: held.query });
    const before = { delivery: held.delivery, muted_until: held.muted_until };
    await patch(`subscriptions/${made.id}`, before);
    await draw();
  });
}
