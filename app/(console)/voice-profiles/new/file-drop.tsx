"use client";
import { Upload } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";

/** A recording from a file: dropped here, or chosen. */
export function FileDrop({ isDisabled, use }: { isDisabled: boolean; use: (file: File) => void }) {
  const t = useTranslations("voices.file");
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const takeEarly = useEffectEvent(() => {
    const [file] = input.current?.files ?? [];
    if (file) use(file);
  });
  // A file that was chosen before the page's script ran.
  useEffect(() => takeEarly(), []);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !isDisabled) use(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for mice; the button does the same
    <div
      data-testid="file-drop"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        "grid content-start gap-3 rounded-md border border-input border-dashed p-4 transition-colors",
        isOver && "border-primary bg-primary-soft",
      )}
    >
      <h3 className="font-medium text-sm">{t("title")}</h3>
      <p className="text-muted-foreground text-sm">{t("hint")}</p>
      <input
        ref={input}
        type="file"
        accept="audio/*,video/webm,video/mp4,.wav,.mp3,.flac,.ogg,.opus,.m4a,.aac,.webm"
        className="hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file can be chosen again after a refusal.
          event.target.value = "";
          if (file) use(file);
        }}
      />
      <Button
        variant="outline"
        disabled={isDisabled}
        className="justify-self-start pointer-coarse:h-11"
        onClick={() => input.current?.click()}
      >
        <Upload aria-hidden />
        {t("choose")}
      </Button>
      <p className="text-muted-foreground text-xs">{t("formats")}</p>
    </div>
  );
}
