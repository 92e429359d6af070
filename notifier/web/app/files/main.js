// Starts the app: who opened it, in which language, and then the watch list.

import { get } from "./api.js";
import { h } from "./dom.js";
import { initData, language, theme, whenTelegram } from "./launch.js";
import { drawFailed, restart, useTelegram } from "./shell.js";
import { setMe } from "./state.js";
import { applyTheme } from "./theme.js";
import { watchlist } from "./watchlist.js";
import { nearest, say, speak } from "./words.js";

applyTheme(theme);
try {
  await speak(nearest(language));
  await (initData ? start() : restart(outside));
} catch (error) {
  const room = document.querySelector("main");
  room.replaceChildren(h("p", { role: "alert" }, room.dataset.failed));
  throw error;
}

function start() {
  addEventListener("online", drawFailed);
  whenTelegram((app) => {
    app.onEvent("themeChanged", () => applyTheme(app.themeParams));
    useTelegram(app);
  });
  return restart(begin);
}

function outside() {
  return { nodes: [h("p", { class: "card empty" }, say("app-outside"))] };
}

async function begin() {
  const chat = await get("me");
  setMe(chat);
  await speak(chat.language);
  restart(watchlist);
  return { nodes: [] };
}
