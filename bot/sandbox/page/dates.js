/*
 * Times as Slack writes them, always in a named time zone and never in the browser's own: message times, day dividers,
 * and the tokens of `<!date^…>`. `now` is the workspace's clock, not the computer's.
 */

const formats = new Map();

function format(zone, options) {
  const name = zone + JSON.stringify(options);
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(name);
}

const at = (epoch) => new Date(epoch * 1000);

/** `9:05 AM` */
export const time = (epoch, zone) => format(zone, { hour: "numeric", minute: "2-digit" }).format(at(epoch)).replace(/\u202f/g, " ");

/** `9:05`, as in the gutter of a grouped message. */
export const shortTime = (epoch, zone) => time(epoch, zone).replace(/ [AP]M$/, "");

/** `2026-11-23`, the calendar day. */
export const day = (epoch, zone) => format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(at(epoch))
  .reduce((parts, part) => ({ ...parts, [part.type]: part.value }), {});

export const dayKey = (epoch, zone) => {
  const parts = day(epoch, zone);
  return `${parts.year}-${parts.month}-${parts.day}`;
};

/** `Mon, Nov 23` */
export const shortDay = (epoch, zone) => format(zone, { weekday: "short", month: "short", day: "numeric" }).format(at(epoch));

/** `Today`, `Yesterday` or `Monday, November 23rd`. */
export function dayName(epoch, zone, now) {
  const key = dayKey(epoch, zone);
  if (key === dayKey(now, zone)) return "Today";
  if (key === dayKey(now - 86400, zone)) return "Yesterday";
  const words = format(zone, { weekday: "long", month: "long", day: "numeric" }).format(at(epoch));
  const year = key.slice(0, 4) === dayKey(now, zone).slice(0, 4) ? "" : `, ${key.slice(0, 4)}`;
  return words + ordinal(Number(key.slice(8))) + year;
}

/** `Monday, November 23rd at 9:05:12 AM`, for a tooltip. */
export function full(epoch, zone, now) {
  const clock = format(zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }).format(at(epoch)).replace(/\u202f/g, " ");
  return `${dayName(epoch, zone, now)} at ${clock}`;
}

/** `today at 9:05 AM`, `Nov 20 at 9:05 AM`: when the last reply came. */
export function ago(epoch, zone, now) {
  const name = dayName(epoch, zone, now);
  const short = name === "Today" || name === "Yesterday" ? name.toLowerCase() : format(zone, { month: "short", day: "numeric" }).format(at(epoch));
  return `${short} at ${time(epoch, zone)}`;
}

/** The epoch of a local `2026-11-23` `09:05` in a zone. */
export function epochOf(isoDate, clock, zone) {
  const naive = Date.parse(`${isoDate}T${clock}:00Z`) / 1000;
  const offset = (epoch) => Date.parse(`${dayKey(epoch, zone)}T${clock24(epoch, zone)}:00Z`) / 1000 - Math.floor(epoch / 60) * 60;
  return naive - offset(naive - offset(naive));
}

/** `09:05`, 24 hours. */
export const clock24 = (epoch, zone) => format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at(epoch));

/** The words of Slack's `<!date^epoch^format>`. */
export function tokens(epoch, pattern, zone, now) {
  const named = (options) => format(zone, options).format(at(epoch));
  const pretty = (words) => {
    const name = dayName(epoch, zone, now);
    return name === "Today" || name === "Yesterday" ? name.toLowerCase() : words;
  };
  const short = { month: "short", day: "numeric", year: "numeric" };
  const words = {
    date_num: () => dayKey(epoch, zone),
    date_slash: () => named({ month: "2-digit", day: "2-digit", year: "numeric" }),
    date: () => named({ month: "long", day: "numeric", year: "numeric" }).replace(/(\d+),/, (_, n) => `${n}${ordinal(Number(n))},`),
    date_short: () => named(short),
    date_long: () => named({ weekday: "long", ...short, month: "long" }).replace(/(\d+),/, (_, n) => `${n}${ordinal(Number(n))},`),
    time: () => time(epoch, zone),
    time_secs: () => named({ hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(epoch, zone, now),
    day_divider_pretty: () => dayName(epoch, zone, now),
  };
  return pattern.replace(/\{([a-z_]+)\}/g, (whole, name) => {
    const base = name.replace(/_pretty$/, "");
    if (words[name]) return words[name]();
    return words[base] ? pretty(words[base]()) : whole;
  });
}

function ordinal(n) {
  if (n % 100 >= 11 && n % 100 <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[n % 10] || "th";
}
