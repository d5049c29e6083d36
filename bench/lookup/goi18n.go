package lookup

import (
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

func newLocalizer(message func(i int) *i18n.Message) (*i18n.Localizer, error) {
	b := i18n.NewBundle(language.English)
	messages := make([]*i18n.Message, Keys)
	for i := range messages {
		messages[i] = message(i)
	}
	if err := b.AddMessages(language.English, messages...); err != nil {
		return nil, err
	}
	return i18n.NewLocalizer(b, Locale), nil
}

func openI18n() (func(string) string, error) {
	l, err := newLocalizer(func(i int) *i18n.Message {
		return &i18n.Message{ID: key(i), Other: fmt.Sprintf("Hello {{.name}}, welcome to %d of {{.place}}", i)}
	})
	if err != nil {
		return nil, err
	}
	return func(key string) string {
		s, _ := l.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: map[string]any{"name": "Ann", "place": "Bonn"}})
		return s
	}, nil
}

func openI18nPlural() (func(string) string, error) {
	l, err := newLocalizer(func(i int) *i18n.Message {
		return &i18n.Message{
			ID: key(i), One: fmt.Sprintf("{{.count}} file of {{.name}} in %d", i), Other: fmt.Sprintf("{{.count}} files of {{.name}} in %d", i),
		}
	})
	if err != nil {
		return nil, err
	}
	return func(key string) string {
		s, _ := l.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 3, TemplateData: map[string]any{"name": "Ann", "count": 3}})
		return s
	}, nil
}
