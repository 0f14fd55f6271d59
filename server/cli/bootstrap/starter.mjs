const checkMs = 500;

/**
 * Ends this process, as SIGTERM does, once the npm that started it is gone: npm ends on a signal without passing it on, and an
 * install would go on behind it, and then a server that nobody sees. Answers the function that ends the watch.
 */
export function endWithStarter() {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined;
  const starter = process.ppid;
  const check = () => {
    if (process.ppid === starter) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  };
  const watch = setInterval(check, checkMs);
  return () => {
    check();
    clearInterval(watch);
  };
}
