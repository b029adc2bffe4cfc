// Runs the service worker in a context of its own, with a network that answers as a captive portal or a broken host does.
import assert from "node:assert";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const ORIGIN = "https://site.test";
const program = readFileSync(process.argv[2], "utf8").replace(
  "/*SITE*/",
  JSON.stringify({ version: "v1", base: "/", shell: [] }),
);

// One visit: what the network says to a request, what the reader gets, and what is kept.
async function visit(path, said, before = {}) {
  const store = new Map(Object.entries(before));
  const handlers = {};
  const asked = [];
  const waiting = [];
  const cache = {
    match: async (key) => store.get(String(key))?.clone(),
    put: async (key, answer) => store.set(String(key), answer),
  };
  const context = {
    addEventListener: (name, handler) => (handlers[name] = handler),
    skipWaiting: () => {},
    location: { origin: ORIGIN },
    caches: { open: async () => cache, keys: async () => [] },
    clients: {},
    crypto: globalThis.crypto,
    fetch: async (request) => (asked.push(request.url ?? request), said()),
    URL, Response, Uint8Array, Promise, Set, Error, JSON,
  };
  vm.runInNewContext(program, context);
  let answered;
  const event = {
    request: { url: ORIGIN + path, method: "GET", headers: new Headers(), mode: "no-cors" },
    respondWith: (answer) => (answered = answer),
    waitUntil: (work) => waiting.push(work),
  };
  handlers.fetch(event);
  const answer = await answered;
  await Promise.all(waiting);
  return { text: await answer.text(), kept: [...store.keys()], asked };
}

function response(text, type, more = {}) {
  const answer = new Response(text, { status: more.status ?? 200, headers: { "content-type": type } });
  Object.defineProperty(answer, "type", { value: "basic" });
  Object.defineProperty(answer, "redirected", { value: more.redirected ?? false });
  const clone = answer.clone.bind(answer);
  answer.clone = () => {
    const copy = clone();
    Object.defineProperty(copy, "type", { value: "basic" });
    Object.defineProperty(copy, "redirected", { value: more.redirected ?? false });
    return copy;
  };
  return answer;
}

const data = '{"a":1}';
const hash = createHash("sha256").update(data).digest("hex").slice(0, 12);
const name = `/assets/builtin-baselines-${hash}.json`;
const wasm = `/assets/leaderboard-${createHash("sha256").update("\0asm").digest("hex").slice(0, 12)}.wasm`;
// Scripts are minified after they were named, so their type is all that tells.
const script = "/assets/leaderboard-0123456789ab.js";
const portal = "<html>Please log in</html>";

const good = await visit(name, () => response(data, "application/json"));
assert.deepEqual([good.text, good.kept], [data, [name]], "the file itself is kept");
for (const [what, path, answer] of [
  ["a portal's page", name, () => response(portal, "text/html; charset=utf-8")],
  ["a portal's page for the program", wasm, () => response(portal, "text/html")],
  ["a portal's page for the script", script, () => response(portal, "text/html")],
  ["data for the script", script, () => response(data, "application/json")],
  ["another program", wasm, () => response("other", "application/wasm")],
  ["other data", name, () => response('{"a":2}', "application/json")],
  ["a page that calls itself data", name, () => response(portal, "application/json")],
  ["half of it", name, () => response(data.slice(0, 4), "application/json")],
  ["what a redirection led to", name, () => response(data, "application/json", { redirected: true })],
  ["an error", name, () => response(data, "application/json", { status: 503 })],
]) {
  const seen = await visit(path, answer);
  assert.deepEqual(seen.kept, [], `${what} is not kept`);
}
const loaded = await visit(script, () => response("import()", "text/javascript; charset=utf-8"));
assert.deepEqual(loaded.kept, [script], "a script is kept");
const program_ = await visit(`${wasm}?7`, () => response("\0asm", "application/wasm"));
assert.deepEqual(program_.kept, [wasm], "a query makes no second copy");
const again = await visit(`${wasm}?8`, () => response("other", "application/wasm"), { [wasm]: response("\0asm", "application/wasm") });
assert.deepEqual([again.text, again.asked, again.kept], ["\0asm", [], [wasm]], "and is answered from the first");
const page = `/assets/answers/answer-${createHash("sha256").update(portal).digest("hex").slice(0, 16)}.html`;
assert.deepEqual((await visit(page, () => response(portal, "text/html"))).kept, [page], "a page under its own digest is");
