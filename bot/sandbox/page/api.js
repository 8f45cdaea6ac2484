/*
 * The page's only door to the server: reads (`read.*`), deeds (`act`), the clock, and the live connection. An answer that
 * is not what was asked for becomes a `Refused` with a sentence to show. Deeds never throw: they come back as
 * {ok: false, shown} as the server's own refusals do.
 */

/** The server said no, or was not there. `message` is a sentence for the person. */
export class Refused extends Error {}

async function call(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused("The sandbox can’t be reached. Is it still running?");
  }
  let body;
  try {
    body = await answer.json();
  } catch {
    throw new Refused(`The sandbox answered ${answer.status} without a reason.`);
  }
  if (!answer.ok) throw new Refused(body.message || body.error || `The sandbox answered ${answer.status}.`);
  return body;
}

const get = (path) => call(path, { headers: { accept: "application/json" } });
const post = (path, body) => call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const of = (user) => `/sandbox/users/${encodeURIComponent(user)}`;

export const read = {
  workspace: () => get("/sandbox/workspace"),
  emoji: () => get("/sandbox/emoji"),
  clock: () => get("/sandbox/clock"),
  channels: (user) => get(`${of(user)}/channels`),
  messages: (user, channel, { limit = 100, before = null } = {}) =>
    get(`${of(user)}/channels/${channel}/messages?limit=${limit}${before ? `&before=${before}` : ""}`),
  thread: (user, channel, ts) => get(`${of(user)}/channels/${channel}/threads/${ts}`),
  home: (user) => get(`${of(user)}/home`),
  modals: (user) => get(`${of(user)}/modals`),
  options: (user, query) => get(`${of(user)}/options?${new URLSearchParams(query)}`),
};

/** Do something as a person; always an object with `ok`, and `shown` when it was refused. */
export async function act(user, deed) {
  try {
    return await post(`${of(user)}/act`, deed);
  } catch (refused) {
    return { ok: false, error: "refused", shown: refused.message };
  }
}

/** Move the workspace's clock: {jump}, {advance} or {to}. Throws Refused. */
export const moveClock = (change) => post("/sandbox/clock", change);

/** Keep a live connection for `user`; gives a function that ends it. Tells frames and whether the line is up. */
export function listen(user, { onFrame, onLine }) {
  let socket = null;
  let ended = false;
  let wait = 250;
  let timer = 0;
  const open = () => {
    socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/sandbox/live?as=${encodeURIComponent(user)}`);
    socket.onopen = () => {
      wait = 250;
      onLine(true);
    };
    socket.onmessage = (event) => onFrame(JSON.parse(event.data));
    socket.onclose = () => {
      if (ended) return;
      onLine(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket.close();
  };
}
