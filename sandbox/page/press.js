/** What a finger or the mouse is on stays where it is: whatever would draw the page anew waits until it is let go. */

/** A click follows its release at once; with a release alone, as after a drag, nothing more is to come after this. */
const CLICK_MS = 50;
/** A release of the mouse that the page never hears of, say outside the window, holds it no longer than this; a finger's is always heard of. */
const LONGEST_MS = 1500;

let isHeld = false;
let timer = null;
const waiting = new Set();

function hold({ pointerType }) {
  clearTimeout(timer);
  isHeld = true;
  if (pointerType === "mouse") timer = setTimeout(letGo, LONGEST_MS);
}

function letGo() {
  clearTimeout(timer);
  isHeld = false;
  const due = [...waiting];
  waiting.clear();
  // Each by itself: what goes wrong in one must not keep the page from being drawn.
  for (const run of due) queueMicrotask(run);
}

/** Lets go after a moment, for the handlers of the click come first. */
function letGoIn(delay) {
  if (!isHeld) return;
  clearTimeout(timer);
  timer = setTimeout(letGo, delay);
}

addEventListener("pointerdown", hold, { capture: true, passive: true });
addEventListener("pointerup", () => letGoIn(CLICK_MS), { capture: true, passive: true });
addEventListener("pointercancel", () => letGoIn(0), { capture: true, passive: true });
addEventListener("click", () => letGoIn(0), { capture: true, passive: true });

/** Resolves once nothing is pressed any more. */
export function released() { return new Promise(whenReleased); }

/** `run` as something that is not begun again while it is under way, so that two quick presses are one; the second resolves to false. */
export function once(run) {
  let isUnderWay = false;
  return async (...given) => {
    if (isUnderWay) return false;
    isUnderWay = true;
    try {
      return await run(...given);
    } finally {
      isUnderWay = false;
    }
  };
}

/** Runs `run` now, or once nothing is pressed any more; the same function waits once. */
export function whenReleased(run) {
  if (!isHeld) run();
  else waiting.add(run);
}
