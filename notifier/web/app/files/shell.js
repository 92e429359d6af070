// Which screen is shown, and what surrounds it: the way back, the main button, short messages.
//
// A screen is a function that returns, or promises, { title, nodes, actions, main }: `actions` stand
// beside the title, and `main` is { text, run }, the one thing to do here.

import { Problem, Unreachable } from "./api.js";
import { h, iconButton } from "./dom.js";
import { telegram } from "./launch.js";
import { say } from "./words.js";

const TOAST_FOR = 3_000; // milliseconds
const CHOICE_FOR = 10_000; // where there is a button in it
const open = [];
let turn = 0;
let main = null;
let isFailing = false;

export function show(screen) {
  open.push(screen);
  return draw(true);
}

export function back() {
  if (open.length > 1) open.pop();
  return draw(true);
}

// Back to the first screen, however far away that is.
export function home() {
  open.length = 1;
  return draw(true);
}

// Begin anew with one screen.
export function restart(screen) {
  open.length = 0;
  return show(screen);
}

export async function draw(isNew = false) {
  turn += 1;
  const mine = turn;
  const room = document.querySelector("main");
  room.setAttribute("aria-busy", "true");
  const drawn = await attempt(open.at(-1));
  if (mine !== turn) return;
  room.removeAttribute("aria-busy");
  if (drawn.isFailure && !isNew) return; // what is shown is of more use
  isFailing = Boolean(drawn.isFailure);
  const heading = h("h1", { tabindex: "-1" }, drawn.title ?? say("app-title"));
  const header = h("header", {}, wayBack(), heading, ...(drawn.actions ?? []));
  room.replaceChildren(header, ...drawn.nodes);
  main = drawn.main ?? null;
  surround();
  if (isNew) scrollTo(0, 0);
  if (isNew || document.activeElement === document.body) heading.focus({ preventScroll: true });
}

// Draw again what could not be drawn.
export function drawFailed() {
  if (isFailing) draw(true);
}

async function attempt(screen) {
  try {
    return await screen();
  } catch (error) {
    return failure(error, () => draw(true));
  }
}

// What went wrong, in words; where asking again may help, with a button for that.
export function failure(error, again) {
  const isFinal = error instanceof Problem && [401, 403].includes(error.status);
  const button = h("button", { type: "button", class: "plain", click: again }, say("app-retry"));
  const text = h("p", { role: "alert" }, reason(error));
  return { isFailure: true, nodes: [h("div", { class: "card empty" }, text, isFinal ? null : button)] };
}

function reason(error) {
  if (error instanceof Unreachable) return say("app-unreachable");
  if (error instanceof Problem && error.message) return error.message;
  console.error(error);
  return say("app-failed");
}

let changing = Promise.resolve();

// Change something, after what was asked before; where that fails it is said, with a button to try
// again.
export function change(action) {
  const run = () => changeNow(action);
  changing = changing.then(run, run);
  return changing;
}

async function changeNow(action) {
  try {
    await action();
  } catch (error) {
    toast(reason(error), say("app-retry"), action);
    await draw();
  }
}

let fading = 0;

export function toast(text, label = "", action = null) {
  const place = document.querySelector("#toast");
  const run = () => {
    place.replaceChildren();
    change(action);
  };
  const button = action && h("button", { type: "button", class: "plain", click: run }, label);
  place.replaceChildren(h("p", {}, text), ...(button ? [button] : []));
  clearTimeout(fading);
  fading = setTimeout(() => place.replaceChildren(), action ? CHOICE_FOR : TOAST_FOR);
}

// Telegram's buttons where it has them, else our own. It may come later than the first screen, on
// which somebody may be typing: that is not drawn again.
export function useTelegram(app) {
  app.ready();
  app.expand();
  app.MainButton.onClick(runMain);
  if (hasBack(app)) {
    app.BackButton.onClick(back);
    document.querySelector("header .back")?.remove();
  }
  surround();
}

function hasBack(app) {
  return Boolean(app?.BackButton && app.isVersionAtLeast("6.1"));
}

function wayBack() {
  const isOurs = open.length > 1 && !hasBack(telegram());
  return isOurs ? iconButton("back", say("app-back"), back, { class: "icon back" }) : null;
}

function surround() {
  const app = telegram();
  if (hasBack(app)) app.BackButton[open.length > 1 ? "show" : "hide"]();
  const place = document.querySelector("#main-button");
  if (app) {
    if (main) app.MainButton.setText(main.text).show();
    else app.MainButton.hide();
    place.replaceChildren();
  } else {
    const known = { type: "button", class: "primary", click: runMain };
    place.replaceChildren(...(main ? [h("button", known, main.text)] : []));
  }
}

function runMain() {
  if (main) change(main.run);
}
