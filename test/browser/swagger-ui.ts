/** Swagger UI as its user handles it. */
import type { Locator, Page } from "playwright-core";

/** What Swagger UI shows of a response. */
export interface Shown {
  readonly status: number;
  /** As it stands on the page. */
  readonly text: string;
}

/** An operation on the page. */
export class OperationBlock {
  readonly #block: Locator;

  constructor(page: Page, operationId: string) {
    this.#block = page.locator(`[id^="operations-"][id$="-${operationId}"]`);
  }

  /** Opens it; an open one is closed. */
  async toggle(): Promise<void> {
    await this.#block.locator(".opblock-summary-control").first().click();
  }

  /** What its examples to choose from are called. */
  async examples(): Promise<string[]> {
    return this.#examples().locator("option").allInnerTexts();
  }

  async choose(example: string): Promise<void> {
    await this.#examples().selectOption({ label: example });
  }

  async fill(parameter: string, value: string): Promise<void> {
    await this.#block.locator(`tr[data-param-name="${parameter}"] input`).fill(value);
  }

  /** Presses Execute, after Clear where a response is shown; `return` waits for the new one. */
  async execute(): Promise<void> {
    const clear = this.#block.locator(".btn-clear");
    if (await clear.isVisible()) await clear.click();
    await this.#block.locator(".btn.execute").click();
  }

  /** The response that is shown once there is one. */
  async answer(): Promise<Shown> {
    const row = this.#block.locator(".live-responses-table tbody tr.response");
    await row.waitFor();
    const status = Number.parseInt(await row.locator(".response-col_status").innerText(), 10);
    const bodies = row.locator(".highlight-code pre");
    return { status, text: (await bodies.count()) > 0 ? await bodies.first().innerText() : "" };
  }

  /** What is said of a parameter. */
  async describes(parameter: string): Promise<string> {
    return this.#block.locator(`tr[data-param-name="${parameter}"] .parameters-col_description`).innerText();
  }

  /** What can be done next with the response. */
  async links(): Promise<string> {
    return this.#block.locator("tr.response .response-col_links").first().innerText();
  }

  /** A picture of the upper part of the operation, or of what it got. */
  async photograph(path: string, part: "form" | "answer"): Promise<void> {
    const seen = part === "form" ? this.#block : this.#block.locator(".responses-wrapper");
    const box = await seen.boundingBox();
    const top = await seen.page().evaluate<number>("scrollY");
    if (box === null) throw new Error("nothing of it is on the page");
    const clip = { x: box.x, y: box.y + top, width: box.width, height: Math.min(box.height, 1000) };
    await seen.page().screenshot({ path, clip, fullPage: true });
  }

  /** The first ones stand beside the body or the path; those of responses follow. */
  #examples(): Locator {
    return this.#block.locator(".opblock-section .examples-select-element").first();
  }
}

/** Gives Authorize the credentials of a scheme: a text for each of its fields. */
export async function logIn(page: Page, scheme: string, texts: readonly string[]): Promise<void> {
  await inDialog(page, scheme, async (form) => {
    for (const [index, text] of texts.entries()) await form.locator("input").nth(index).fill(text);
    await form.locator(".btn.authorize").click();
  });
}

export async function logOut(page: Page, scheme: string): Promise<void> {
  await inDialog(page, scheme, (form) => form.getByRole("button", { name: "Remove authorization" }).click());
}

async function inDialog(page: Page, scheme: string, act: (form: Locator) => Promise<void>): Promise<void> {
  await page.locator(".scheme-container .btn.authorize").click();
  await act(page.locator(".auth-container").filter({ hasText: `${scheme} ` }));
  await page.locator(".btn-done").first().click(); // each scheme has one, and each closes all
}
