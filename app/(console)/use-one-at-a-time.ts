"use client";
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
  return { ...mutation, mutate };
}
