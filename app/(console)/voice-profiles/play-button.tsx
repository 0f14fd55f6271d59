"use client";
import { Pause, Play } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Spinner } from "@/components/ui/spinner";
import type { Sound } from "../use-sound";

interface PlayButtonProps {
  sound: Pick<Sound, "state" | "toggle">;
  /** What is heard, e.g. "Play the reference of Mei". */
  label: string;
  pauseLabel: string;
  className?: string;
}

export function PlayButton({ sound: { state, toggle }, label, pauseLabel, className }: PlayButtonProps) {
  const isOn = state === "playing" || state === "loading";
  return (
    <Button
      variant="secondary"
      size="icon"
      data-sound={state}
      className={cn("rounded-full pointer-coarse:size-11", className)}
      aria-label={isOn ? pauseLabel : label}
      title={isOn ? pauseLabel : label}
      onClick={toggle}
    >
      {state === "loading" ? <Spinner /> : state === "playing" ? <Pause aria-hidden /> : <Play aria-hidden />}
    </Button>
  );
}
