"use client";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { TooLong } from "./too-long";
import { useTypedLength } from "./use-typed-length";

/** `maxLength`: what is longer stays as it was typed, is refused with words, and its form is not sent. */
export function Input({ className, maxLength, ...props }: ComponentProps<"input">) {
  const { length, onInput } = useTypedLength(props);
  return (
    <>
      <input
        data-slot="input"
        className={cn(
          "h-10 w-full min-w-0 rounded-md border border-input bg-card px-3 text-base transition-colors placeholder:text-muted-foreground focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/40 disabled:opacity-50 aria-invalid:border-danger md:text-sm",
          // The button of a file field fills its height, so that the words beside it stand in the middle.
          "file:mr-3 file:h-full file:border-0 file:bg-transparent file:font-medium",
          className,
        )}
        {...props}
        onInput={onInput}
        aria-invalid={(maxLength !== undefined && length > maxLength) || props["aria-invalid"]}
      />
      <TooLong length={length} most={maxLength} />
    </>
  );
}
