// The watch list as a feed: its addresses, which only whoever makes them sees, once.

import { post, remove } from "./api.js";
import { h } from "./dom.js";
import { change, draw, toast } from "./shell.js";
import { me, setMe } from "./state.js";
import { say } from "./words.js";

const NAMES = { rss: "RSS", atom: "Atom", json_feed: "JSON Feed", opml: "OPML" };
let addresses = null;

export async function feed() {
  const has = me().has_feed;
  const nodes = [h("p", { class: "soft" }, say("feed-explained"))];
  if (addresses) nodes.push(...Object.entries(addresses).map(one), await picture(addresses.rss));
  else if (has) nodes.push(h("p", {}, say("app-feed-hidden")));
  if (has) {
    const known = { type: "button", class: "plain danger", click: () => change(end) };
    nodes.push(h("button", known, say("button-feed-off")));
  }
  const text = has ? say("button-feed-new") : say("app-feed-make");
  return { title: say("app-feed"), nodes, main: { text, run: make } };
}

async function make() {
  addresses = await post("me/feed", { rotate: true });
  setMe({ ...me(), has_feed: true });
  await draw();
}

async function end() {
  await remove("me/feed");
  addresses = null;
  setMe({ ...me(), has_feed: false });
  await draw();
}

function one([form, address]) {
  const name = NAMES[form];
  const box = h("input", { type: "text", readonly: true, value: address, "aria-label": name });
  const label = say("app-copy-this", { name });
  const known = { type: "button", class: "plain", "aria-label": label, click: () => copy(box) };
  return h(
    "div",
    { class: "card address" },
    h("span", {}, name),
    box,
    h("button", known, say("app-copy")),
  );
}

async function copy(box) {
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
  } catch {
    document.execCommand("copy"); // frames and old browsers have no other way
  }
  toast(say("app-copied"));
}

async function picture(address) {
  const answer = await fetch(new URL("app/qr", document.baseURI), { method: "POST", body: address });
  if (!answer.ok) return "";
  const source = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
  return h("img", { class: "qr", src: source, alt: say("app-qr"), width: "180", height: "180" });
}
