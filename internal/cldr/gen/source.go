package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// source is what the tables are made of, as CLDR's JSON packages have it.
type source struct {
	Locales  []string                     // every locale of CLDR, "und" included
	Parents  map[string]string            // explicit parents, "und" for the root
	Cardinal map[string]map[string]string // language, category, condition
	Ordinal  map[string]map[string]string
	Likely   map[string]string // minimal tag to maximal tag
	Aliases  map[string]alias  // replaced language subtags
	Scripts  map[string]script
	Digits   map[string]string // numbering system to its ten digits
	Numbers  map[string]numberData
}

// alias is a language subtag that another one replaces.
type alias struct {
	Reason      string `json:"_reason"`
	Replacement string `json:"_replacement"`
}

// script is what CLDR knows of a script.
type script struct {
	RTL string `json:"rtl"`
}

// numberData is how one locale writes numbers in its default digits.
type numberData struct {
	System   string
	Grouping string // minimum grouping digits
	Symbols  symbols
	Decimal  string // pattern
	Percent  string // pattern
}

// symbols are the localized signs of one numbering system.
type symbols struct {
	Decimal  string `json:"decimal"`
	Group    string `json:"group"`
	Minus    string `json:"minusSign"`
	Percent  string `json:"percentSign"`
	Infinity string `json:"infinity"`
	NaN      string `json:"nan"`
}

// load reads the two packages below npm.
func load(npm string) (*source, error) {
	core := filepath.Join(npm, "cldr-core")
	src := &source{Numbers: map[string]numberData{}}
	var available struct{ AvailableLocales struct{ Full []string } }
	var parents struct {
		Supplemental struct {
			ParentLocales struct{ ParentLocale map[string]string }
		}
	}
	var likely struct {
		Supplemental struct{ LikelySubtags map[string]string }
	}
	var aliases struct {
		Supplemental struct {
			Metadata struct {
				Alias struct{ LanguageAlias map[string]alias }
			}
		}
	}
	var scripts struct{ ScriptMetadata map[string]script }
	for name, into := range map[string]any{
		"availableLocales.json":           &available,
		"scriptMetadata.json":             &scripts,
		"supplemental/parentLocales.json": &parents,
		"supplemental/likelySubtags.json": &likely,
		"supplemental/aliases.json":       &aliases,
	} {
		if err := readJSON(filepath.Join(core, name), into); err != nil {
			return nil, err
		}
	}
	src.Locales = available.AvailableLocales.Full
	src.Parents = parents.Supplemental.ParentLocales.ParentLocale
	src.Likely = likely.Supplemental.LikelySubtags
	src.Aliases = aliases.Supplemental.Metadata.Alias.LanguageAlias
	src.Scripts = scripts.ScriptMetadata
	if err := loadRules(core, src); err != nil {
		return nil, err
	}
	return src, loadNumbers(core, filepath.Join(npm, "cldr-numbers-full", "main"), src)
}

// loadRules reads the plural rules and cuts the samples off.
func loadRules(core string, src *source) error {
	for kind, into := range map[string]*map[string]map[string]string{
		"plurals.json": &src.Cardinal, "ordinals.json": &src.Ordinal,
	} {
		var file struct{ Supplemental map[string]json.RawMessage }
		if err := readJSON(filepath.Join(core, "supplemental", kind), &file); err != nil {
			return err
		}
		for name, raw := range file.Supplemental {
			if !strings.HasPrefix(name, "plurals-type-") {
				continue
			}
			if err := json.Unmarshal(raw, into); err != nil {
				return fmt.Errorf("gen: decode %q: %v", kind, err)
			}
		}
		for language, rules := range *into {
			conditions := map[string]string{}
			for key, text := range rules {
				condition, _, _ := strings.Cut(text, "@")
				conditions[strings.TrimPrefix(key, "pluralRule-count-")] = strings.TrimSpace(condition)
			}
			(*into)[language] = conditions
		}
	}
	return nil
}

// loadNumbers reads the digits of the numbering systems and the numbers of
// every locale.
func loadNumbers(core, dir string, src *source) error {
	var systems struct {
		Supplemental struct {
			NumberingSystems map[string]struct {
				Digits string `json:"_digits"`
			}
		}
	}
	if err := readJSON(filepath.Join(core, "supplemental", "numberingSystems.json"), &systems); err != nil {
		return err
	}
	src.Digits = map[string]string{}
	for name, s := range systems.Supplemental.NumberingSystems {
		src.Digits[name] = s.Digits
	}
	for _, locale := range src.Locales {
		data, err := loadLocaleNumbers(dir, locale)
		if err != nil {
			return err
		}
		src.Numbers[locale] = data
	}
	return nil
}

// loadLocaleNumbers reads the numbers of one locale.
func loadLocaleNumbers(dir, locale string) (n numberData, err error) {
	var file struct {
		Main map[string]struct{ Numbers map[string]json.RawMessage }
	}
	if err := readJSON(filepath.Join(dir, locale, "numbers.json"), &file); err != nil {
		return n, err
	}
	raw := file.Main[locale].Numbers
	var decimal, percent struct{ Standard string }
	if err := json.Unmarshal(raw["defaultNumberingSystem"], &n.System); err != nil {
		return n, fmt.Errorf("gen: decode numbers of %q: %v", locale, err)
	}
	for key, into := range map[string]any{
		"minimumGroupingDigits":                   &n.Grouping,
		"symbols-numberSystem-" + n.System:        &n.Symbols,
		"decimalFormats-numberSystem-" + n.System: &decimal,
		"percentFormats-numberSystem-" + n.System: &percent,
	} {
		if err := json.Unmarshal(raw[key], into); err != nil {
			return n, fmt.Errorf("gen: decode %s of %q: %v", key, locale, err)
		}
	}
	n.Decimal, n.Percent = decimal.Standard, percent.Standard
	return n, nil
}

// readJSON decodes the file into v.
func readJSON(file string, v any) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("gen: %w", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("gen: decode %q: %v", file, err)
	}
	return nil
}
