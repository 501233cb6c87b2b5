/** Follows the sandbox's event stream and says when it is back, so that the page can reconcile what it missed. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8000;

/**
 * Opens /control/stream. The browser itself reconnects with Last-Event-ID while the source lives; when it
 * gives up (an HTTP error, a restarted server) a new source is opened and `onOpen` lets the page read everything again.
 */
export function follow({ onEvent, onOpen, onDown }) {
  let retry = FIRST_RETRY_MS;
  let source = null;
  let again = null;

  const close = () => {
    clearTimeout(again);
    source?.close();
  };
  const open = () => {
    close();
    source = new EventSource("/control/stream");
    source.onopen = () => { retry = FIRST_RETRY_MS; onOpen(); };
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.onerror = () => {
      onDown();
      if (source.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, retry);
      retry = Math.min(retry * 2, LONGEST_RETRY_MS);
    };
  };

  open();
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}
