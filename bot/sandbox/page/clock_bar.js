/*
 * The bar on top that belongs to the sandbox and not to Slack: the workspace's time and the buttons that move it, whether the
 * app is connected, light or dark, and who one is.
 */

import { moveClock } from "./api.js";
import { shortDay, time } from "./dates.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { personButton } from "./people.js";
import { redraw, state, toast } from "./state.js";
import { isDark, toggleTheme } from "./theme.js";
import { readClock } from "./workspace.js";

const JUMPS = [
  ["+1h", "+1 hour", "forward", "move the clock one hour ahead"],
  ["next-morning", "Next morning", "sunrise", "move the clock to 8:00 AM on the next day"],
  ["end-of-day", "End of day", "sunset", "move the clock to the next 6:00 PM"],
  ["next-week", "Next week", "week", "move the clock to 8:00 AM next Monday"],
];

let going = null; // the jump this page asked for, until it is over
let before = 0; // the time before the clock began to travel
let journey = { to: null, from: 0 }; // where the clock is travelling to, and where it set out

export function clockBar() {
  const { clock, app } = state.workspace;
  const travelling = Boolean(clock.travelling || going);
  if (!clock.travelling) before = clock.epoch;
  return h("header", { class: `clock-bar${travelling ? " is-travelling" : ""}`, "aria-label": "Sandbox controls" },
    h("span", { class: "clock-tag", title: "Everything in this bar belongs to the sandbox. What is below looks and works like Slack." }, icon("hourglass", 14), "Sandbox"),
    clockFace(clock),
    h("div", { class: "clock-jumps", role: "group", "aria-label": "Move the clock" }, JUMPS.map(([jump, words, picture, hint]) => h("button", {
      key: jump, type: "button", class: `clock-jump${going === jump ? " is-going" : ""}`, title: `${words}: ${hint}`, "aria-label": `${words}: ${hint}`, "aria-disabled": travelling ? "true" : null, onclick: () => travel(jump),
    }, icon(picture, 16), h("span", {}, words)))),
    h("span", { class: "clock-space" }),
    h("span", { class: `clock-app${app.online ? " is-online" : ""}`, title: app.online ? `${app.name} is connected` : `${app.name} is not connected: what you do here will not reach it` },
      h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "clock-app-words" }, `${app.name} ${app.online ? "online" : "offline"}`)),
    h("button", { type: "button", class: "clock-icon", "aria-label": isDark() ? "Use light colours" : "Use dark colours", title: isDark() ? "Light" : "Dark", onclick: toggleTheme }, icon(isDark() ? "sun" : "moon", 18)),
    personButton(),
    travelling ? progress(clock) : null);
}

function clockFace(clock) {
  const mine = state.lookups.zone;
  const differs = time(clock.epoch, clock.zone) !== time(clock.epoch, mine) || shortDay(clock.epoch, clock.zone) !== shortDay(clock.epoch, mine);
  const label = clock.travelling || going ? null : `${shortDay(clock.epoch, clock.zone)}, ${time(clock.epoch, clock.zone)} in ${city(clock.zone)}`;
  return h("div", { class: "clock-face", role: "timer", "aria-live": "polite", "aria-label": label },
    h("span", { class: "clock-now" }, h("span", { class: "clock-day" }, shortDay(clock.epoch, clock.zone)), h("span", { class: "clock-time" }, time(clock.epoch, clock.zone))),
    h("span", { class: "clock-zone" }, `in ${city(clock.zone)}`, differs ? h("span", { class: "clock-mine" }, ` · ${sameDay(clock, mine)}${time(clock.epoch, mine)} for you`) : null));
}

const sameDay = (clock, mine) => (shortDay(clock.epoch, clock.zone) === shortDay(clock.epoch, mine) ? "" : `${shortDay(clock.epoch, mine)}, `);

const city = (zone) => zone.split("/").at(-1).replace(/_/g, " ");

function progress(clock) {
  if (journey.to !== clock.travelling_to) journey = { to: clock.travelling_to, from: before };
  const to = Date.parse(journey.to) / 1000;
  const share = to > journey.from ? Math.min(1, Math.max(0, (clock.epoch - journey.from) / (to - journey.from))) : null;
  return h("div", { class: `clock-progress${share === null ? " is-vague" : ""}`, role: "progressbar", "aria-label": "Moving the clock", "aria-valuenow": share === null ? null : String(Math.round(share * 100)), "aria-valuemin": "0", "aria-valuemax": "100" },
    h("span", { style: share === null ? null : `width:${Math.round(share * 1000) / 10}%` }));
}

async function travel(jump) {
  if (going || state.workspace.clock.travelling) return;
  going = jump;
  redraw();
  try {
    await moveClock({ jump });
    await readClock();
  } catch (refused) {
    toast(refused.message);
  }
  going = null;
  redraw();
}
