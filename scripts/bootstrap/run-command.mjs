import { spawn } from "node:child_process";
import { constants } from "node:os";
import { recordCommand } from "./leftover-commands.mjs";
import { projectRoot } from "./paths.mjs";

/** The time between SIGTERM and SIGKILL for a process group. */
const killGraceMs = 5_000;
/** How long to wait for the rest of the output: a process that left the group may keep a pipe open for ever. */
const drainTimeoutMs = 2_000;
/** Ctrl-C, a service manager, a closed terminal. The command has its own group, so these must be passed on. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command in its own process group, so that a time-out or an ending signal ends all of its descendants. Resolves
 * with the exit code and, with `capture`, the output (`hideOutput`: only errors are seen); rejects only when the command cannot be started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeoutMs: number, env?: Record<string, string>, capture?: boolean, hideOutput?: boolean }} options
 * @returns {Promise<{ code: number, output: string, isTimedOut: boolean }>}
 */
export function runCommand(command, args, { timeoutMs, env = {}, capture = false, hideOutput = false }) {
  return new Promise((resolve, reject) => {
    const onSignal = (signal) => {
      killGroup("SIGTERM");
      // The record stays, so that the next start can kill what has not ended by then.
      process.exit(128 + constants.signals[signal]);
    };
    // Registered before the command starts, so that no signal is missed.
    for (const signal of endingSignals) process.on(signal, onSignal);
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: capture ? ["ignore", "pipe", "pipe"] : ["ignore", hideOutput ? "ignore" : "inherit", "inherit"],
      detached: true,
    });
    const removeRecord = child.pid ? recordCommand(child.pid) : () => undefined;
    let output = "";
    let isTimedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    const killGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group has ended already.
      }
    };
    const end = () => {
      killGroup("SIGTERM");
      setTimeout(() => killGroup("SIGKILL"), killGraceMs).unref();
    };
    const timer = setTimeout(() => {
      isTimedOut = true;
      end();
    }, timeoutMs);
    const cleanUp = () => {
      removeRecord();
      clearTimeout(timer);
      for (const signal of endingSignals) process.off(signal, onSignal);
    };
    child.on("error", (error) => {
      cleanUp();
      reject(error);
    });
    child.on("exit", (code, signal) => {
      cleanUp();
      // Remaining descendants would keep the pipes open, and the output could not be read to its end.
      killGroup("SIGKILL");
      const finish = () => {
        clearTimeout(drainTimer);
        resolve({ code: code ?? (signal ? 1 : 0), output, isTimedOut });
      };
      const drainTimer = setTimeout(finish, drainTimeoutMs);
      child.once("close", finish);
    });
  });
}
