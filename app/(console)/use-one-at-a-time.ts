"use client";
// biome-ignore lint/style/noRestrictedImports: this is what the others take in its place
import { type DefaultError, type UseMutationOptions, useMutation } from "@tanstack/react-query";
import { useRef } from "react";

/** A mutation that a second press while the first runs does not start again. */
export function useOneAtATime<Input, Value>(options: UseMutationOptions<Value, DefaultError, Input>) {
  // Two clicks come before a render can disable the button.
  const isRunning = useRef(false);
  const { mutateAsync: _, ...mutation } = useMutation({
    ...options,
    async onSettled(...settled) {
      try {
        await options.onSettled?.(...settled);
      } finally {
        isRunning.current = false;
      }
    },
  });
  const mutate: typeof mutation.mutate = (...started) => {
    if (isRunning.current) return;
    isRunning.current = true;
    mutation.mutate(...started);
  };
  // What runs stays shown until it is answered.
  const reset = () => {
    if (!isRunning.current) mutation.reset();
  };
  return { ...mutation, mutate, reset };
}

/** A mutation for what may be pressed again while the last press is under way: each press counts, such as a thumb's. */
export const useEachPress = useMutation;
