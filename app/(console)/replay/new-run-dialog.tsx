"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { randomId } from "@/lib/client/random-id";
import type { ReplaySetView, RunOffer } from "@/lib/replay/views";
import { FormDialog } from "../form-dialog";
import { Refused } from "../refused";
import { useNumberRefusal } from "../use-number-refusal";
import { ChoiceField } from "./choice-field";
import { Field } from "./field";
import { PromptFields } from "./prompt-fields";
import { requestRunAction } from "./run-actions";
import {
  asRecorded,
  nothingChanged,
  type RunForm,
  type RunNumber,
  runOf,
  runRanges,
  sameServer,
  wrongNumbers,
} from "./run-form";
import { useAction } from "./use-action";
import { useRunOffer } from "./use-replay";

/** Choose, change, run. */
export function NewRunDialog({ set, close }: { set: ReplaySetView; close: () => void }) {
  const t = useTranslations("replay.new");
  const common = useTranslations("common");
  const errors = useTranslations("errors");
  const offer = useRunOffer();
  const [isTyped, setIsTyped] = useState(false);
  return (
    <FormDialog isTyped={isTyped} close={close} className="max-w-2xl">
      <DialogTitle>{t("title", { name: set.name })}</DialogTitle>
      <DialogDescription>{t("body")}</DialogDescription>
      {offer.isPending && <Skeleton className="delayed-appear h-64 w-full" />}
      {!offer.data && offer.errorCode && (
        <div role="alert" className="grid gap-3 text-sm">
          <p>
            {t("notReady")} {errors(offer.errorCode)}
          </p>
          <Button variant="outline" onClick={offer.retry} className="justify-self-start">
            {common("retry")}
          </Button>
        </div>
      )}
      {offer.data && <RunFields set={set} offer={offer.data} onTyped={() => setIsTyped(true)} />}
    </FormDialog>
  );
}

interface RunFieldsProps {
  set: ReplaySetView;
  offer: RunOffer;
  onTyped: () => void;
}

function RunFields({ set, offer, onTyped }: RunFieldsProps) {
  const t = useTranslations("replay.new");
  const all = useTranslations("replay");
  const modes = useTranslations("timings.modes");
  const router = useRouter();
  const request = useAction(requestRunAction, ({ runId }) => router.push(`/replay/${set.id}/runs/${runId}`));
  /** One for this opening of the dialog: however often the button is pressed, it makes one run. */
  const [requestKey] = useState(randomId);
  const [form, setForm] = useState<RunForm>(() => ({
    name: `${all("run.label")} ${set.run_count + 1}`,
    ...nothingChanged,
  }));
  const change = (changes: Partial<RunForm>) => {
    onTyped();
    setForm((before) => ({ ...before, ...changes }));
  };
  const run = runOf(form, offer);
  const refusal = useNumberRefusal();
  const wrong = wrongNumbers(form, offer.lexicon_version);
  const text = (name: "name" | RunNumber, label: string, hint?: string) => (
    <Field label={label} hint={hint}>
      {(id) => (
        <Input
          id={id}
          value={form[name]}
          inputMode={name === "name" ? "text" : "decimal"}
          maxLength={100}
          aria-invalid={wrong.some((each) => each === name)}
          placeholder={name === "name" || name === "repeats" ? undefined : t("asRecorded")}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (run && !request.isPending) request.mutate({ setId: set.id, requestKey, ...run });
      }}
    >
      <Step title={t("steps.choose")}>
        <p className="text-muted-foreground text-sm sm:col-span-2">
          {[set.name, all("version", { version: set.version }), all("cases", { count: set.case_count })].join(" · ")}
        </p>
        {text("name", t("runName"))}
      </Step>
      <Step title={t("steps.change")}>
        {(["stt", "llm"] as const).map((role) => (
          <div key={role} className="grid content-start gap-2">
            <ChoiceField
              label={t(role)}
              value={form[role]}
              options={[
                [asRecorded, t("asRecorded")],
                ...offer.store
                  .filter((each) => each.role === role)
                  .map(({ model, name }): [string, string] => [`store:${model}`, t("store", { name })]),
                ...offer.candidates
                  .filter((each) => each.role === role)
                  .map(({ id, name }): [string, string] => [`candidate:${id}`, t("candidate", { name })]),
                ...(offer.same_server.includes(role) ? [[sameServer, t("sameServer")] as [string, string]] : []),
              ]}
              choose={(value) => change({ [role]: value })}
            />
            {form[role] === sameServer && (
              <Input
                aria-label={t("serverModel")}
                placeholder={t("serverModel")}
                maxLength={200}
                value={role === "stt" ? form.sttName : form.llmName}
                onChange={(event) => change({ [role === "stt" ? "sttName" : "llmName"]: event.target.value })}
              />
            )}
          </div>
        ))}
        <ChoiceField
          label={t("voice")}
          value={form.voice}
          options={[
            [asRecorded, t("asRecorded")],
            ...offer.voices.map(({ voice, name }): [string, string] => [voice, name]),
          ]}
          choose={(voice) => change({ voice })}
        />
        <ChoiceField
          label={t("mode")}
          value={form.mode}
          options={[
            [asRecorded, t("asRecorded")],
            ["fast", modes("fast")],
            ["hq", modes("hq")],
          ]}
          choose={(mode) => change({ mode: mode === "fast" || mode === "hq" ? mode : asRecorded })}
        />
        {text("temperature", t("temperature"))}
        {text("seed", t("seed"))}
        {text("lexicon", t("lexicon"), t("lexiconHint", { version: offer.lexicon_version }))}
        <PromptFields prompts={form.prompts} now={offer.system_prompts} change={(prompts) => change({ prompts })} />
      </Step>
      <Step title={t("steps.run")}>
        {text("repeats", t("repeats"), t("repeatsHint"))}
        <div className="grid content-end gap-2">
          {wrong.map((name) => (
            <p key={name} className="text-sm text-warning">
              {refusal(t(name), form[name], runRanges(offer.lexicon_version)[name])}
            </p>
          ))}
          <Refused error={request.error} />
          <Button type="submit" disabled={!run || request.isPending || request.isSuccess}>
            {t("start")}
          </Button>
        </div>
      </Step>
    </form>
  );
}

function Step({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-2 font-medium text-sm">{title}</legend>
      {children}
    </fieldset>
  );
}
