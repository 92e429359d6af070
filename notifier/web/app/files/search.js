// What a piece of text may mean: companies by name, pinyin or code, topics, or words.

import { get } from "./api.js";
import { card } from "./card.js";
import { h, line, list } from "./dom.js";
import { show } from "./shell.js";
import { say } from "./words.js";

const MOST = 8;
const IS_QUERY = /[\s"“”「」『』|｜:：()（）*＊~～/!！-]/; // more than one word to look for as it stands

export async function results(text, topics) {
  const { items } = await get("companies", { search: text.slice(0, 60), limit: MOST });
  const folded = text.toLowerCase();
  const named = topics.filter((topic) => topic.title.toLowerCase().includes(folded));
  const nodes = [];
  if (items.length) {
    const open = (each) => () => show(card(each.query));
    const lines = items.map((each) => line(each.name, each.symbol, open(each)));
    nodes.push(h("h2", {}, say("index-securities")), list(say("index-securities"), lines));
  }
  if (named.length) {
    const lines = named.map((topic) => line(topic.title, "", () => show(card(topic.query))));
    nodes.push(h("h2", {}, say("index-topics")), list(say("index-topics"), lines));
  }
  const query = IS_QUERY.test(text) ? text : `"${text}"`;
  const words = line(say("keyword-quoted", { text }), "", () => show(card(query)));
  nodes.push(h("h2", {}, say("app-words")), list(say("app-words"), [words]));
  return nodes;
}
