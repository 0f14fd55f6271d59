"use client";
import { ArrowLeft, FileQuestion } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { actionValue } from "@/app/action-answer";
import { MessagePage } from "@/components/shell/message-page";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { type ErrorCode, errorCodeOf } from "@/lib/errors";
import type { Language } from "@/lib/languages";
import type { KeptPart } from "@/lib/voice-profiles/profile";
import { canSave, readinessOf } from "@/lib/voice-profiles/readiness";
import { useEachPress, useOneAtATime } from "../../use-one-at-a-time";
import { changeDraftAction, discardDraftAction, saveProfileAction } from "../actions";
import { DraftsNotice } from "../drafts-notice";
import { useVoicesChanged } from "../use-voices";
import { ConsentPart } from "./consent-part";
import { LeaveGuard } from "./leave-guard";
import { ReadinessList } from "./readiness-list";
import { RecordingPart } from "./recording-part";
import { TextPart } from "./text-part";
import { useDraft } from "./use-draft";
import { useDraftFields } from "./use-draft-fields";
import { useUpload } from "./use-upload";

interface UploadDialogProps {
  /** What the voice speaks until somebody says otherwise. */
  language: Language;
  username: string;
}

/** Adding a voice: one page in three parts, and beside them what is still missing. */
export function UploadDialog({ language, username }: UploadDialogProps) {
  const t = useTranslations("voices");
  const router = useRouter();
  const changed = useVoicesChanged();
  const [draftId, setDraftId] = useDraftInUrl();
  const { draft: found, isPending, errorCode, refresh } = useDraft(draftId);
  const draft = found?.is_saved ? null : found;
  const form = useDraftFields({ draft, language, refresh });
  const [isRecording, setRecording] = useState(false);
  const [isDone, setDone] = useState(false);
  const readiness = readinessOf(draft && { ...draft, name: form.fields.name, text: form.fields.text });

  const upload = useUpload({
    language: form.fields.language,
    onSent: async (newId) => {
      form.keepForNext();
      setRecording(false);
      setDraftId(newId);
      // The recording before it is not wanted any more.
      if (draft) await actionValue(discardDraftAction({ profileId: draft.id })).catch(() => undefined);
      await changed();
    },
  });
  const keep = useEachPress({
    mutationFn: (part: KeptPart) => {
      if (!draft) throw new Error("There is no draft.");
      const { startS, endS } = part;
      return actionValue(changeDraftAction({ profileId: draft.id, keep: { startS, endS } }));
    },
    onSettled: refresh,
  });
  const save = useOneAtATime({
    mutationFn: async (waitsForConsent: boolean) => {
      if (!draft || !(await form.store())) return null;
      await actionValue(saveProfileAction({ profileId: draft.id, name: form.fields.name, waitsForConsent }));
      return draft.id;
    },
    onSuccess: async (profileId) => {
      if (profileId === null) return;
      setDone(true);
      await changed();
      router.push(`/voice-profiles?selected=${profileId}`);
    },
  });
  const discard = async () => {
    if (draft) await actionValue(discardDraftAction({ profileId: draft.id })).catch(() => undefined);
    await changed();
  };
  const saveCode = save.isError ? errorCodeOf(save.error) : null;
  const isBusy = save.isPending || upload.isSending;
  const isReady = (waitsForConsent: boolean) => !isBusy && canSave(readiness, waitsForConsent);

  if (isPending) return <DraftLoading />;
  if (draftId !== null && (errorCode === "not_found" || found?.is_saved) && !isDone && !save.isPending) {
    return <DraftGone isSaved={found?.is_saved ?? false} draftId={draftId} begin={() => setDraftId(null)} />;
  }
  return (
    <div className="h-full overflow-y-auto scroll-smooth">
      <div className="mx-auto grid max-w-5xl gap-x-10 gap-y-6 px-4 pt-4 md:px-8 md:pt-6 lg:grid-cols-[minmax(0,1fr)_16rem]">
        <header className="lg:col-span-2">
          <Button asChild variant="ghost" className="mb-1 -ml-3 pointer-coarse:h-11">
            <Link href="/voice-profiles" prefetch={false}>
              <ArrowLeft aria-hidden />
              {t("title")}
            </Link>
          </Button>
          <h1 className="font-semibold text-lg tracking-tight">{t("add")}</h1>
        </header>
        <div className="grid min-w-0 gap-8 lg:pb-16">
          {draftId === null && !upload.isSending && <DraftsNotice />}
          <RecordingPart
            draft={draft}
            language={form.fields.language}
            setLanguage={(chosen) => form.set("language", chosen)}
            upload={upload}
            onRecording={setRecording}
            keep={(part) => keep.mutate(part)}
            keepFailed={keep.isError ? errorCodeOf(keep.error) : null}
          />
          <TextPart
            draft={draft}
            form={form}
            username={username}
            nameError={saveCode === "name_taken" ? saveCode : null}
          />
          <ConsentPart draft={draft} readiness={readiness} hasUnstored={form.hasUnstored} refresh={refresh} />
          {draft && (
            <Button
              variant="danger"
              className="justify-self-start pointer-coarse:h-11"
              disabled={isBusy}
              onClick={() => {
                setDone(true);
                void discard().then(() => router.push("/voice-profiles"));
              }}
            >
              {t("save.discard")}
            </Button>
          )}
        </div>
        <aside
          aria-label={t("readiness.label")}
          className="-mx-4 bottom-0 border-t bg-background px-4 py-3 md:-mx-8 md:px-8 lg:sticky lg:top-6 lg:bottom-auto lg:mx-0 lg:self-start lg:border-t-0 lg:px-0 lg:py-0 tall:sticky"
        >
          <div className="grid gap-3 lg:gap-4">
            <ReadinessList readiness={readiness} />
            <SaveRefused code={saveCode} />
            <div className="flex flex-wrap gap-2 lg:grid">
              <Button className="pointer-coarse:h-11" disabled={!isReady(false)} onClick={() => save.mutate(false)}>
                {save.isPending && !save.variables && <Spinner />}
                {t("save.complete")}
              </Button>
              {readiness.consent !== "done" && (
                <Button
                  variant="outline"
                  className="pointer-coarse:h-11"
                  disabled={!isReady(true)}
                  onClick={() => save.mutate(true)}
                >
                  {save.isPending && save.variables && <Spinner />}
                  {t("save.waiting")}
                </Button>
              )}
            </div>
          </div>
        </aside>
      </div>
      <LeaveGuard
        isActive={!isDone && (draft !== null || isRecording || upload.isSending)}
        hasDraft={draft !== null}
        discard={discard}
      />
    </div>
  );
}

/** The draft is in the address, so that a reload goes on with it. */
function useDraftInUrl(): [number | null, (draftId: number | null) => void] {
  const text = useSearchParams().get("draft");
  const draftId = text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
  const set = useCallback((id: number | null) => {
    window.history.replaceState(null, "", id === null ? "/voice-profiles/new" : `/voice-profiles/new?draft=${id}`);
  }, []);
  return [draftId, set];
}

function SaveRefused({ code }: { code: ErrorCode | null }) {
  const t = useTranslations("errors");
  if (code === null || code === "name_taken") return null;
  return (
    <p role="alert" className="text-danger text-sm">
      {t(code)}
    </p>
  );
}

function DraftLoading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="mx-auto max-w-5xl space-y-6 px-4 pt-6 md:px-8">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-6 w-48" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  );
}

/** The draft that the address names is saved by now, or has been given up. */
function DraftGone({ isSaved, draftId, begin }: { isSaved: boolean; draftId: number; begin: () => void }) {
  const t = useTranslations("voices.draftGone");
  return (
    <MessagePage
      heading="h1"
      icon={FileQuestion}
      title={t(isSaved ? "savedTitle" : "title")}
      body={t(isSaved ? "savedBody" : "body")}
    >
      {isSaved ? (
        <Button asChild>
          <Link href={{ pathname: "/voice-profiles", query: { selected: draftId } }}>{t("open")}</Link>
        </Button>
      ) : (
        <Button onClick={begin}>{t("begin")}</Button>
      )}
    </MessagePage>
  );
}
