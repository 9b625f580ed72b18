// What a page loads: the element, defined. A script has nothing to import of it. The first two are named for their place
// in the bundle alone: beside each other, style sheet and renderer compress to 25 bytes less.
import './styles.js';
import './render.js';
import './index.js';
