// Telegram's colours, made readable: people choose themes whose own contrast is too weak.

const ENOUGH = 4.5;
const COLOUR = /^#[0-9a-f]{6}$/i;
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

export function applyTheme(given) {
  const colour = (name, other) => (COLOUR.test(given[name] ?? "") ? parse(given[name]) : other);
  const plain = colour("bg_color", null);
  const text = colour("text_color", null);
  if (!plain || !text) return; // the style sheet has colours of its own
  const back = colour("secondary_bg_color", plain);
  const card = colour("section_bg_color", plain);
  const paper = [back, card];
  const sure = readable(text, paper, luminance(card) > 0.18 ? BLACK : WHITE);
  const button = colour("button_color", sure);
  const label = colour("button_text_color", back);
  const away = luminance(label) > luminance(button) ? BLACK : WHITE;
  const set = {
    back,
    card,
    text: sure,
    soft: readable(colour("hint_color", sure), paper, sure),
    accent: readable(colour("link_color", button), paper, sure),
    danger: readable(colour("destructive_text_color", [190, 40, 40]), paper, sure),
    button: readable(button, [label], away),
    "button-text": label,
    line: mix(card, sure, 0.14),
  };
  const style = document.documentElement.style;
  for (const [name, value] of Object.entries(set)) style.setProperty(`--${name}`, css(value));
  style.setProperty("color-scheme", luminance(card) > 0.18 ? "light" : "dark");
}

// The colour nearest to one that can be read on each background, on the way to another.
function readable(colour, backgrounds, towards) {
  for (let part = 0; part < 1; part += 0.1) {
    const tried = mix(colour, towards, part);
    if (backgrounds.every((each) => contrast(tried, each) >= ENOUGH)) return tried;
  }
  return towards;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one, other, part) {
  return one.map((value, at) => Math.round(value + (other[at] - value) * part));
}

function parse(text) {
  return [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
}

function css(colour) {
  return `rgb(${colour.join(" ")})`;
}
