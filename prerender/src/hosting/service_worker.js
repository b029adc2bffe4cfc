// Keeps visited pages, so that the site works without a network. Written by prerender for one version of the site.
//
// No version is ever mixed with another: a page is kept only if it names this worker's version, everything that
// a page loads carries a hash in its name, and the cache of another version is deleted as a whole.
const { version: VERSION, base: BASE, shell: SHELL } = /*SITE*/;
const PREFIX = `lim ${BASE} `;
const CACHE = PREFIX + VERSION;
const OFFLINE = `${BASE}offline.html`;
const HASHED = /-[0-9a-f]{12,}\.[a-z0-9]+$/;

addEventListener("install", (event) => {
  event.waitUntil(install());
  skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(activate()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || !url.pathname.startsWith(BASE)) return;
  if (request.headers.has("range")) return;
  event.respondWith(HASHED.test(url.pathname) ? kept(event) : fresh(event, url));
});

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(SHELL.map((path) => keepFile(cache, BASE + path)));
  for (const page of ["", "offline.html"]) {
    if (!(await keepPage(cache, BASE + page))) throw new Error("the site is being replaced; next time");
  }
  // The page that brought the reader here was loaded before there was a worker.
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  await Promise.all(open.map((client) => keepPage(cache, address(new URL(client.url))).catch(() => false)));
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

// A page's address without its query: the query only tells the browser what to show.
function address(url) {
  return url.pathname;
}

async function keepFile(cache, path) {
  if (await cache.match(path)) return;
  const answer = await fetch(path);
  if (!(await isGenuine(path, answer))) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer);
}

// Keeps a page with the files that it loads at once; false if it belongs to another version.
async function keepPage(cache, path) {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) return false;
  const text = await answer.clone().text();
  if (!text.includes(`data-version="${VERSION}"`)) return false;
  // An attribute may name several files.
  const files = [...text.matchAll(/(?:href|src|data-[a-z]+)="([^"]+)"/g)].flatMap((match) => match[1].split(/\s+/));
  const needed = files.filter((file) => file.startsWith(BASE) && HASHED.test(file));
  await Promise.all([...new Set(needed)].map((file) => keepFile(cache, file)));
  await cache.put(path, answer);
  return true;
}

// What carries a hash never changes.
async function kept(event) {
  const cache = await caches.open(CACHE);
  // Without the query, which changes nothing in a file.
  const path = address(new URL(event.request.url));
  const known = await cache.match(path);
  if (known) return known;
  const answer = await fetch(event.request);
  event.waitUntil(keepGenuine(cache, path, answer.clone()));
  return answer;
}

async function keepGenuine(cache, path, answer) {
  if (await isGenuine(path, answer)) await cache.put(path, answer);
}

// Whether this is the file of that name, and not what a captive portal or a host in the middle of a deployment says
// in its place: no redirection, no page under the name of something else, a script only as a script (it is minified
// after it was named), and where the name is the beginning of the content's SHA-256 (data, answers and programs), that
// it is.
async function isGenuine(path, answer) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return false;
  const type = answer.headers.get("content-type") ?? "";
  if (type.includes("text/html") !== path.endsWith(".html")) return false;
  if (type.includes("javascript") !== path.endsWith(".js")) return false;
  const named = path.startsWith(`${BASE}assets/`) && path.match(/-([0-9a-f]{12,64})\.(?:json|html|txt|wasm)$/);
  if (!named) return true;
  const digest = await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.startsWith(named[1]);
}

// Everything else comes from the network as long as there is one.
async function fresh(event, url) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && !answer.redirected && answer.type === "basic") event.waitUntil(remember(url, answer.clone()));
    return answer;
  } catch (error) {
    const cache = await caches.open(CACHE);
    const known = await cache.match(address(url));
    if (known) return known;
    if (event.request.mode !== "navigate") throw error;
    const page = await cache.match(OFFLINE);
    return new Response(page?.body, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

async function remember(url, answer) {
  const isPage = (answer.headers.get("content-type") ?? "").includes("text/html");
  if (isPage && !(await answer.clone().text()).includes(`data-version="${VERSION}"`)) return;
  const cache = await caches.open(CACHE);
  await cache.put(address(url), answer);
}
