// Asking the service. What is lost on the way is asked again; a change carries a key, by which the
// service does it once however often it is asked.

import { initData } from "./launch.js";
import { language } from "./words.js";

const PATIENCE = 15_000; // milliseconds for one answer
const TRIES = 3;
const LONGEST_WAIT = 5; // seconds
const PASSING = new Set([429, 502, 503, 504]);

// What the service says against a request: an RFC 9457 problem.
export class Problem extends Error {
  constructor(status, told) {
    super(told.detail || told.title || "");
    this.status = status;
    this.told = told;
  }

  is(kind) {
    return (this.told.type ?? "").endsWith(`/${kind}`);
  }
}

// No answer came.
export class Unreachable extends Error {}

export function get(path, wanted = {}) {
  return call("GET", `${path}?${new URLSearchParams(wanted)}`);
}

// Everything in a list that comes in parts.
export async function all(path) {
  const items = [];
  for (let cursor = ""; cursor !== null; ) {
    const part = await get(path, { limit: 100, ...(cursor && { cursor }) });
    items.push(...part.items);
    cursor = part.next ?? null;
  }
  return items;
}

export function post(path, body) {
  return call("POST", path, body);
}

export function patch(path, body) {
  return call("PATCH", path, body);
}

export function remove(path) {
  return call("DELETE", path);
}

async function call(method, path, body) {
  const headers = { Authorization: `tma ${initData}`, "Accept-Language": language() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["Idempotency-Key"] = newKey();
  const request = { method, headers, body: JSON.stringify(body), cache: "no-store" };
  const address = new URL(`api/v1/${path}`, document.baseURI);
  for (let left = TRIES - 1; ; left -= 1) {
    const answer = await answerTo(address, request);
    if (answer && !PASSING.has(answer.status)) return content(answer);
    const wait = Number(answer?.headers.get("Retry-After") ?? 1);
    if (left > 0 && wait <= LONGEST_WAIT) await pause(wait * 1000);
    else if (answer) return content(answer);
    else throw new Unreachable();
  }
}

async function answerTo(address, request) {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    return await fetch(address, { ...request, signal: waiting.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function content(answer) {
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, told);
  return told;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
