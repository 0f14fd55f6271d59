"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { visibleLevel } from "@/lib/audio/levels";
import { useChat } from "./chat-context";

const bars = Array.from({ length: 24 }, (_, index) => index);
/** How long each bar's sound lasted, ms. */
const stepMs = 70;

/** The last 1.7 s of the microphone's sound, the newest at the right. With reduced motion the bars move all together. */
export function LiveWave() {
  const t = useTranslations("chat.turn");
  const { levels } = useChat();
  const wave = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const heights = bars.map(() => 0);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(() => {
      const level = visibleLevel(levels.input);
      if (isStill) heights.fill(level);
      else heights.push(level);
      if (heights.length > bars.length) heights.shift();
      const shown = wave.current?.children ?? [];
      for (const [index, bar] of [...shown].entries()) {
        if (bar instanceof HTMLElement) bar.style.setProperty("--level", (heights[index] ?? 0).toFixed(2));
      }
    }, stepMs);
    return () => clearInterval(timer);
  }, [levels]);
  return (
    <span ref={wave} role="img" aria-label={t("heardNow")} className="flex h-6 items-center gap-[3px]">
      {bars.map((bar) => (
        <span key={bar} className="level-bar h-full w-[3px] rounded-full bg-primary" />
      ))}
    </span>
  );
}
