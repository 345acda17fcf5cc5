// Where the project is.
import { dirname } from 'path';
import { fileURLToPath } from 'url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
