import { spawn } from "node:child_process";
import { constants } from "node:os";
import { projectRoot } from "./paths.mjs";
import { noteCommand } from "./project-lock.mjs";

/** Between asking a group of processes to end and ending it. */
const killGraceMs = 5_000;
/** A process that left the group may hold a pipe open for ever. */
const drainTimeoutMs = 2_000;
/** Ctrl-C, a service manager, a closed terminal. None reaches the command by itself: its group is its own. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command in its own process group, so that at a time-out, or when we are told to end, all that it started ends
 * with it. Answers its exit code and, with `capture`, what it wrote; rejects only when it cannot be started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeoutMs: number, env?: Record<string, string>, capture?: boolean }} options
 * @returns {Promise<{ code: number, output: string, isTimedOut: boolean }>}
 */
export function runCommand(command, args, { timeoutMs, env = {}, capture = false }) {
  return new Promise((resolve, reject) => {
    const onSignal = (signal) => {
      killGroup("SIGTERM");
      // The note stays: what has not ended by then is ended by the next start.
      process.exit(128 + constants.signals[signal]);
    };
    // Before the command runs: a signal right after its start must find us listening.
    for (const signal of endingSignals) process.on(signal, onSignal);
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
      detached: true,
    });
    const forget = child.pid ? noteCommand(child.pid) : () => undefined;
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
        // It has ended already.
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
      forget();
      clearTimeout(timer);
      for (const signal of endingSignals) process.off(signal, onSignal);
    };
    child.on("error", (error) => {
      cleanUp();
      reject(error);
    });
    child.on("exit", (code, signal) => {
      cleanUp();
      // What it left behind ends with it, and no longer keeps the pipes open: the rest of the output can be read.
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
