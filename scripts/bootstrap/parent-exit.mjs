const checkMs = 500;

/**
 * Calls `onExit` once when the npm that started this process has ended. npm and its shell may end on a signal without
 * passing it on; an orphaned install or server would then run unnoticed and hold its port. The timer does not keep the
 * process alive. Returns a function that checks a last time and stops watching.
 * @param {() => void} onExit
 * @returns {() => void}
 */
export function onParentExit(onExit) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  const check = () => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onExit();
  };
  const watch = setInterval(check, checkMs).unref();
  return () => {
    check();
    clearInterval(watch);
  };
}
