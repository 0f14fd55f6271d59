import { NotFoundMessage } from "@/components/shell/not-found-message";

/** In the console's frame, whose main part it stands in. */
export default function ConsoleNotFoundPage() {
  return <NotFoundMessage />;
}
