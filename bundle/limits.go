package bundle

// Limits of the format. A file beyond one of them is refused as a whole. They
// are far above what a large site needs and low enough that a reader can hold
// any file in memory.
const (
	MaxManifestBytes = 1 << 20  // bytes of a manifest file
	MaxIndexBytes    = 4 << 20  // bytes of an index file
	MaxBundleBytes   = 16 << 20 // bytes of a bundle file

	MaxDepth      = 8       // objects and arrays open at once, the outermost included
	MaxSignatures = 16      // signatures of a manifest
	MaxLocales    = 1000    // locales of a manifest
	MaxRoutes     = 5000    // routes of a manifest
	MaxFallback   = 16      // entries of one fallback list
	MaxBundles    = 20_000  // bundles of an index
	MaxTexts      = 100_000 // texts of a bundle, and entries of its meta.keys

	MaxBundleNameLen = 64  // bytes of a bundle, channel or project name, and of a route prefix
	MaxNameLen       = 190 // bytes of a text's name inside its bundle
	MaxKeyLen        = 255 // bytes of a full key: the longest bundle name, a dot, the longest name
	MaxLocaleLen     = 64  // bytes of a locale tag

	MaxSequence = 1<<53 - 1     // greatest sequence and epoch: exact in every JSON reader
	MaxWeight   = 1_000_000     // greatest weight of a bundle
	MaxTextMax  = 1_000_000_000 // greatest max of a text, in characters
)
