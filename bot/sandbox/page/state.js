/*
 * What the page knows, in one object, and the one way to show a change: alter `state`, then `redraw()`. Drawing happens once
 * per turn of the event loop, however many changes there were. `lookups` is replaced whenever names, faces or emoji change,
 * so that memoised messages are drawn again then and only then; `touch` does the same for one container.
 */

export const state = {
  me: null,
  workspace: null,
  channels: [],
  lookups: { users: new Map(), channels: new Map(), groups: new Map(), emoji: {}, zone: "UTC", today: "" },
  open: { channel: null, tab: "messages" },
  messages: new Map(), // channel id -> {list, more, loading, readTo: ts where the "New" line stands, null for none}
  thread: null, // {channel, ts, list}
  home: null,
  homeComing: false, // the Home was opened and the app has not published one yet
  modals: [],
  notices: new Map(), // channel id -> [{ts, text}]: what Slack itself tells only this person
  drafts: new Map(), // composer key -> text
  editing: null, // ts of the message being edited
  lineUp: true,
  drawer: false,
  toast: null,
};

const versions = new Map();
let draw = () => {};
let waiting = false;

/** Say how the page is drawn. */
export function drawWith(fn) {
  draw = fn;
}

/** Draw soon, once. */
export function redraw() {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    draw();
  });
}

/** Draw the container `key` (a message or a view) anew. */
export function touch(key) {
  versions.set(key, versionOf(key) + 1);
  redraw();
}

/** Changes whenever `touch(key)` was called. */
export const versionOf = (key) => versions.get(key) || 0;

/** The workspace's clock, as an epoch. */
export const now = () => state.workspace?.clock.epoch ?? 0;

/** The time zone of whoever is looking. */
export const zone = () => state.lookups.zone;

export const me = () => state.lookups.users.get(state.me);

export const person = (id) => state.lookups.users.get(id);

export const channel = (id) => state.lookups.channels.get(id);

/** True for somebody one can be or write to: neither an app nor Slack's own Slackbot, and not gone. */
export const isHuman = (user) => !user.is_bot && user.id !== "USLACKBOT" && !user.deleted;

/** The name to show for a person. */
export const nameOf = (user) => user?.display_name || user?.real_name || user?.name || "Somebody";

/** A short sentence at the foot of the page, gone after a while. */
export function toast(text) {
  state.toast = text;
  redraw();
  setTimeout(() => {
    if (state.toast === text) state.toast = null;
    redraw();
  }, 5000);
}
