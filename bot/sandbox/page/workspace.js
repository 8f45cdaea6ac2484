/*
 * Reads the server into `state` and keeps it true: each function re-reads one thing that a live frame named, or that
 * the person opened. Answers that arrive after the person has moved on, or changed who they are, are dropped.
 * Unchanged messages keep their identity, so that they are not drawn again.
 */

import { act, listen, read } from "./api.js";
import { dayKey } from "./dates.js";
import { now, redraw, state, toast } from "./state.js";

const PAGE = 100;
let hangUp = () => {};
let queued = new Map();

/** Read everything for `user` and stay connected as them. */
export async function become(user, wish = {}) {
  hangUp();
  Object.assign(state, { me: user, messages: new Map(), thread: null, home: null, modals: [], notices: new Map(), editing: null, drawer: false });
  hangUp = listen(user, { onFrame, onLine });
  await Promise.all([readWorkspace(), readChannels(), readModals()]);
  if (state.me !== user) return;
  const wanted = state.channels.find((c) => c.id === wish.channel) || state.channels.find((c) => c.kind === "app") || state.channels[0];
  if (wanted) await openChannel(wanted.id, { tab: wish.tab });
  redraw();
}

/** Whatever changed before the line was up was told to nobody, so it is read again. */
function onLine(up) {
  if (up) catchUp();
  state.lineUp = up;
  redraw();
}

function catchUp() {
  const { channel } = state.open;
  const all = ["workspace", "channels", "modals", "home", `messages:${channel}`];
  if (state.thread) all.push(`thread:${state.thread.channel}:${state.thread.ts}`);
  onFrame({ changed: all });
}

function onFrame(frame) {
  if (frame.notice) addNotice(frame.notice.channel || state.open.channel, frame.notice.text);
  for (const what of frame.changed || []) soon(what);
}

/** Re-read `what` once the reading under way is over, once even if it is named ten times meanwhile; settles when it is read. */
function soon(what) {
  const under = queued.get(what);
  return under ? (under.next ||= under.over.then(() => begin(what))) : begin(what);
}

function begin(what) {
  const mine = { next: null };
  queued.set(what, mine);
  mine.over = readAgain(what).then(() => {
    if (!mine.next) queued.delete(what);
  });
  return mine.over;
}

async function readAgain(what) {
  try {
    await reread(what);
  } catch (refused) {
    toast(refused.message);
  }
}

function reread(what) {
  const [kind, channel, ts] = what.split(":");
  if (kind === "workspace" || kind === "users") return readWorkspace();
  if (kind === "clock") return readClock();
  if (kind === "channels") return readChannels();
  if (kind === "home") return readHome();
  if (kind === "modals") return readModals();
  if (kind === "messages") return state.messages.has(channel) || state.open.channel === channel ? readMessages(channel) : undefined;
  if (kind === "thread") return state.thread?.ts === ts && state.thread.channel === channel ? readThread() : undefined;
  return undefined;
}

/** Names, faces, clock and the app. */
export async function readWorkspace() {
  const [workspace, emoji] = await Promise.all([read.workspace(), state.emoji || read.emoji()]);
  state.workspace = workspace;
  state.emoji = emoji;
  refreshLookups();
}

/** The time alone, which a journey of the clock changes ten times a second. */
export async function readClock() {
  const clock = await read.clock();
  if (!state.workspace) return;
  state.workspace = { ...state.workspace, clock };
  refreshLookups();
}

function refreshLookups() {
  if (!state.workspace) return;
  const { users, usergroups = [], clock } = state.workspace;
  const self = users.find((user) => user.id === state.me);
  const zone = self?.tz || clock.zone;
  const parts = {
    users: new Map(users.map((user) => [user.id, user])),
    channels: new Map(state.channels.map((c) => [c.id, c])),
    groups: new Map(usergroups.map((group) => [group.id, group])),
    emoji: state.emoji || {},
    zone,
    today: dayKey(clock.epoch, zone),
    me: state.me,
  };
  const print = JSON.stringify([users.map(({ local_time, ...rest }) => rest), usergroups, state.channels.map((c) => [c.id, c.name]), zone, parts.today, state.me]);
  if (print !== state.lookups.print) state.lookups = { ...parts, print };
  else Object.assign(state.lookups, { users: parts.users, channels: parts.channels });
  redraw();
}

/** The sidebar's channels, with what is unread. */
export async function readChannels() {
  const user = state.me;
  const { channels } = await read.channels(user);
  if (state.me !== user) return;
  state.channels = channels;
  refreshLookups();
}

/** The open modals. */
export async function readModals() {
  const user = state.me;
  const { modals } = await read.modals(user);
  if (state.me !== user) return;
  state.modals = modals;
  redraw();
}

async function readHome() {
  const user = state.me;
  const { view } = await read.home(user);
  if (state.me !== user) return;
  state.home = view;
  redraw();
}

/** The newest messages of a channel: as many as are shown already. */
export async function readMessages(channel) {
  const user = state.me;
  const shown = state.messages.get(channel);
  const limit = Math.max(PAGE, shown?.list.length || 0);
  const { messages, has_more: more } = await read.messages(user, channel, { limit });
  if (state.me !== user) return;
  const entry = state.messages.get(channel) || { loading: false, readTo: null };
  state.messages.set(channel, { ...entry, list: keepSame(entry.list, messages), more });
  redraw();
}

/** A further page of older messages. */
export async function readOlder(channel) {
  const entry = state.messages.get(channel);
  if (!entry?.more || entry.loading) return;
  const user = state.me;
  entry.loading = true;
  try {
    const { messages, has_more: more } = await read.messages(user, channel, { limit: PAGE, before: entry.list[0].ts });
    const current = state.messages.get(channel);
    if (state.me !== user || !current) return;
    const known = new Set(current.list.map((m) => m.ts));
    state.messages.set(channel, { ...current, loading: false, list: [...messages.filter((m) => !known.has(m.ts)), ...current.list], more });
  } finally {
    const current = state.messages.get(channel);
    if (current) current.loading = false;
    redraw();
  }
}

async function readThread() {
  const user = state.me;
  const { channel, ts } = state.thread;
  const { messages } = await read.thread(user, channel, ts);
  if (state.me !== user || state.thread?.ts !== ts) return;
  state.thread = { ...state.thread, list: keepSame(state.thread.list, messages) };
  redraw();
}

function keepSame(before = [], after) {
  const known = new Map(before.map((m) => [m.ts, m]));
  return after.map((m) => {
    const was = known.get(m.ts);
    return was && JSON.stringify(was) === JSON.stringify(m) ? was : m;
  });
}

/** Show a conversation; the "New" line is drawn where the person had stopped reading. */
export async function openChannel(id, { tab = "messages" } = {}) {
  const user = state.me;
  const entry = state.channels.find((c) => c.id === id);
  Object.assign(state, { open: { channel: id, tab: entry?.kind === "app" ? tab : "messages" }, drawer: false, editing: null });
  if (state.thread && state.thread.channel !== id) state.thread = null;
  remember();
  redraw();
  if (entry?.kind === "app") openTab(state.open.tab);
  await soon(`messages:${id}`);
  if (state.me !== user || state.open.channel !== id) return;
  const shown = state.messages.get(id);
  if (shown) state.messages.set(id, { ...shown, readTo: entry?.unread ? entry.last_read || "" : null });
  if (state.open.tab === "messages") markRead(id);
  redraw();
}

/** Show a tab of the app. */
export async function openTab(tab) {
  state.open = { ...state.open, tab };
  remember();
  redraw();
  if (tab === "about") return;
  const opened = act(state.me, { do: "open_home", tab });
  if (tab === "messages") {
    markRead(state.open.channel);
    return;
  }
  await soon("home");
  state.homeComing = !state.home;
  redraw();
  const answer = await opened;
  if (!answer.ok && answer.shown) toast(answer.shown);
  if (state.homeComing) await soon("home");
  state.homeComing = false;
  redraw();
}

/** Tell the server that this person has seen the channel. */
export function markRead(id) {
  const entry = state.channels.find((c) => c.id === id);
  if (!entry?.unread || document.hidden) return;
  entry.unread = 0;
  entry.mentions = 0;
  act(state.me, { do: "read", channel: id });
  redraw();
}

/** Show a thread in the side pane. */
export function openThread(channel, ts) {
  state.thread = { channel, ts, list: state.thread?.ts === ts ? state.thread.list : [] };
  redraw();
  soon(`thread:${channel}:${ts}`);
}

/** Slack's own word to this person, in a channel. */
export function addNotice(channel, text) {
  const before = state.notices.get(channel) || [];
  state.notices.set(channel, [...before, { ts: String(now().toFixed(6)), text }]);
  redraw();
}

function remember() {
  const query = new URLSearchParams({ as: state.me, in: state.open.channel });
  if (state.open.tab !== "messages") query.set("tab", state.open.tab);
  if (location.search !== `?${query}`) history.pushState(null, "", `?${query}`);
}
