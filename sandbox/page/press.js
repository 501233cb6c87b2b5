/** What a finger or the mouse is on stays where it is: whatever would draw the page anew waits until it is let go. */

/** A click follows its release at once; with a release alone, as after a drag, nothing more is to come after this. */
const CLICK_MS = 50;
/** A release that the page never hears of, say outside the window, holds it no longer than this. */
const LONGEST_MS = 1500;

let held = null;
const waiting = new Set();

function hold() {
  clearTimeout(held);
  held = setTimeout(letGo, LONGEST_MS);
}

function letGo() {
  clearTimeout(held);
  held = null;
  const due = [...waiting];
  waiting.clear();
  // Each by itself: what goes wrong in one must not keep the page from being drawn.
  for (const run of due) queueMicrotask(run);
}

/** Lets go after a moment, for the handlers of the click come first. */
function letGoIn(delay) {
  if (held === null) return;
  clearTimeout(held);
  held = setTimeout(letGo, delay);
}

addEventListener("pointerdown", hold, { capture: true, passive: true });
addEventListener("pointerup", () => letGoIn(CLICK_MS), { capture: true, passive: true });
addEventListener("pointercancel", () => letGoIn(0), { capture: true, passive: true });
addEventListener("click", () => letGoIn(0), { capture: true, passive: true });

/** Runs `run` now, or once nothing is pressed any more; the same function waits once. */
export function whenReleased(run) {
  if (held === null) run();
  else waiting.add(run);
}
