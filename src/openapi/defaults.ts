/** What a gateway is like whose operator has set nothing: the document tells it. */
import { readConfig } from "../config.ts";

export const DEFAULTS = readConfig({});
