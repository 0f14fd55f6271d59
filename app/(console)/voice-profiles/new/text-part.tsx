"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import { Segmented } from "@/components/ui/segmented";
import { Textarea } from "@/components/ui/textarea";
import type { ErrorCode } from "@/lib/errors";
import { profileNameSchema } from "@/lib/voice-profiles/profile";
import type { DraftView } from "@/lib/voice-profiles/views";
import { Part } from "./part";
import type { useDraftFields } from "./use-draft-fields";

interface TextPartProps {
  draft: DraftView | null;
  form: ReturnType<typeof useDraftFields>;
  username: string;
  /** The name is taken, as saving said. */
  nameError: ErrorCode | null;
}

/** 02: what is said in the recording, and what the voice is called. */
export function TextPart({ draft, form, username, nameError }: TextPartProps) {
  const t = useTranslations("voices.text");
  const errors = useTranslations("errors");
  const visibility = useTranslations("voices.visibility");
  const ids = { text: useId(), heard: useId(), name: useId(), nameHint: useId(), speaker: useId() };
  const { fields, set, focus } = form;
  const heard = draft?.heard_text ?? null;
  const isEdited = heard !== null && heard !== "" && fields.text.trim() !== "" && fields.text !== heard;
  const isBadName = fields.name !== "" && !profileNameSchema.safeParse(fields.name).success;
  // The sentence that was spoken names the voice.
  const isNamed = ["accepted", "review", "checking"].includes(draft?.consent?.status ?? "");
  return (
    <Part number="02" title={t("title")} anchor="text" hint={t("hint")}>
      <div className="grid gap-1.5">
        <div className="flex flex-wrap items-center gap-2">
          <Label htmlFor={ids.text}>{t("label")}</Label>
          {isEdited && <Badge tone="accent">{t("edited")}</Badge>}
        </div>
        <Textarea
          id={ids.text}
          lang={fields.language}
          rows={4}
          maxLength={1_000}
          value={fields.text}
          disabled={draft === null}
          placeholder={draft === null ? t("later") : t("placeholder")}
          aria-describedby={isEdited ? ids.heard : undefined}
          onFocus={() => focus("text")}
          onBlur={() => focus(null)}
          onChange={(event) => set("text", event.target.value)}
          className="field-sizing-content max-h-80"
        />
        {isEdited && (
          <div id={ids.heard} className="flex flex-wrap items-start gap-x-3 gap-y-1 text-sm">
            <p className="min-w-0 flex-1 basis-60 text-muted-foreground">
              {t("heard")} <q lang={fields.language}>{heard}</q>
            </p>
            <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => set("text", heard)}>
              {t("takeOver")}
            </Button>
          </div>
        )}
        {heard === "" && <p className="text-sm text-warning">{t("nothingHeard")}</p>}
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <div className="grid content-start gap-1.5">
          <Label htmlFor={ids.name}>{t("name")}</Label>
          <Input
            id={ids.name}
            value={fields.name}
            maxLength={80}
            readOnly={isNamed}
            aria-invalid={isBadName || nameError !== null}
            aria-describedby={ids.nameHint}
            onFocus={() => focus("name")}
            onBlur={() => focus(null)}
            onChange={(event) => set("name", event.target.value)}
          />
          <p
            id={ids.nameHint}
            role={nameError ? "alert" : undefined}
            className={isBadName || nameError ? "text-danger text-xs" : "text-muted-foreground text-xs"}
          >
            {nameError ? errors(nameError) : isBadName ? t("badName") : isNamed ? t("nameIsSaid") : t("nameHint")}
          </p>
        </div>
        <div className="grid content-start gap-1.5">
          <Label htmlFor={ids.speaker}>{t("speaker")}</Label>
          <Input
            id={ids.speaker}
            value={fields.speakerName}
            maxLength={80}
            placeholder={username}
            onFocus={() => focus("speakerName")}
            onBlur={() => focus(null)}
            onChange={(event) => set("speakerName", event.target.value)}
          />
          <p className="text-muted-foreground text-xs">{t("speakerHint")}</p>
        </div>
      </div>
      <div className="max-w-sm">
        <Segmented
          label={visibility("label")}
          value={fields.visibility}
          options={[
            ["private", visibility("private")],
            ["house", visibility("house")],
          ]}
          choose={(chosen) => set("visibility", chosen)}
        >
          {visibility(fields.visibility === "house" ? "houseHint" : "privateHint")}
        </Segmented>
      </div>
      <p role="status" className="min-h-5 text-muted-foreground text-xs">
        {form.failedCode ? errors(form.failedCode) : draft && !form.hasUnstored ? t("stored") : ""}
      </p>
    </Part>
  );
}
