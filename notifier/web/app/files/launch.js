// What Telegram opened the page with, and Telegram's own script where it can be had.

const SCRIPT = "https://telegram.org/js/telegram-web-app.js";
const KEPT = "launch";

// The address has it when the app opens. Later the page may be loaded again without.
function parameters() {
  const here = new URLSearchParams(location.hash.slice(1));
  try {
    if (here.has("tgWebAppData")) sessionStorage.setItem(KEPT, here.toString());
    else return new URLSearchParams(sessionStorage.getItem(KEPT) ?? "");
  } catch {
    // A browser that keeps nothing.
  }
  return here;
}

const given = parameters();
export const initData = given.get("tgWebAppData") ?? "";
export const theme = read(given.get("tgWebAppThemeParams"));
export const language = person().language_code ?? navigator.language;

function read(json) {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

function person() {
  return read(new URLSearchParams(initData).get("user"));
}

// Telegram's script brings its buttons and changes of the theme. It may be out of reach or come
// late: nothing waits for it.
let app = null;

export function telegram() {
  return app;
}

export function whenTelegram(then) {
  const script = document.createElement("script");
  script.src = SCRIPT;
  script.addEventListener("load", () => {
    app = window.Telegram?.WebApp ?? null;
    if (app) then(app);
  });
  document.head.append(script);
}
