const checkMs = 500;

/**
 * Calls back once when the npm that started this process is gone: npm ends on a signal without passing it on, and so does its
 * shell. What goes on behind it, an install or a server, would be seen by nobody and hold the port for ever.
 * Keeps no process alive. Answers the function that looks a last time and ends the watch.
 * @param {() => void} gone
 * @returns {() => void}
 */
export function onStarterGone(gone) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const starter = process.ppid;
  const check = () => {
    if (process.ppid === starter) return;
    clearInterval(watch);
    gone();
  };
  const watch = setInterval(check, checkMs).unref();
  return () => {
    check();
    clearInterval(watch);
  };
}
