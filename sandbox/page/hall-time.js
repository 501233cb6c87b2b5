/** Moments by the clock of the hall, wherever the reader's own clock stands; without a hall, by the reader's. */

import { locale } from "./i18n.js";

const DAY_MS = 86_400_000;
/** Shorter than any day, also one on which clocks are put forward: within it after midnight the day cannot change. */
const SURELY_SAME_DAY = 22 * 3600;

let zone;

export function setZone(name) { zone = name; }

/** A moment in words, by the options of Intl.DateTimeFormat. */
export function inWords(moment, options) {
  return new Intl.DateTimeFormat(locale(), { hourCycle: "h23", timeZone: zone, ...options }).format(moment);
}

function partsOf(moment) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }).formatToParts(moment);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
}

/** The day of a moment: its number, its year, and until when (in seconds) a later moment surely lies in it too. */
export function dayOf(seconds) {
  const { year, month, day, hour, minute, second } = partsOf(new Date(seconds * 1000));
  const midnight = seconds - (hour * 3600 + minute * 60 + second);
  return { number: Date.UTC(year, month - 1, day) / DAY_MS, year, from: seconds, until: midnight + SURELY_SAME_DAY };
}
