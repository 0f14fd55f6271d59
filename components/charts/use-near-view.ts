import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** A screenful above and below is near. Where a browser does not know `scrollMargin`, only what is visible is near. */
const margin = "100% 0px";

/**
 * Whether the element has been near the visible part of the page: what is far down is not drawn until then, or until the
 * page is printed.
 */
export function useNearView(element: RefObject<Element | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (isNear || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsNear(true);
      },
      { scrollMargin: margin },
    );
    observer.observe(element.current);
    const onPrint = () => {
      flushSync(() => setIsNear(true));
      // What a chart does once it has measured its place; the browser prints what is there when this is over.
      flushSync(() => undefined);
    };
    window.addEventListener("beforeprint", onPrint);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", onPrint);
    };
  }, [element, isNear]);
  return isNear;
}
