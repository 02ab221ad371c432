package content_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	reserved = content.AddressReserved
	live     = content.AddressLive
	old      = content.AddressOld
)

func slug(post content.PostID, key string, state content.AddressState) content.Address {
	return content.Address{Kind: content.AddressSlug, Locale: "fr", Key: key, Post: post, State: state}
}

func page(post content.PostID, tag locale.Tag, key string, state content.AddressState) content.Address {
	return content.Address{Kind: content.AddressPage, Locale: tag, Key: key, Post: post, State: state}
}

func alias(post content.PostID, key string, state content.AddressState) content.Address {
	return content.Address{Kind: content.AddressAlias, Locale: "fr", Key: key, Post: post, State: state}
}

func TestPlacingAddresses(t *testing.T) {
	p := content.Placing{
		Post: "p", Zone: time.UTC, Date: time.Date(2018, 12, 7, 0, 0, 0, 0, time.UTC),
		Locale: content.Locale{Tag: "fr", Settings: content.LocaleSettings{
			BaseURL: "https://Example.org/blog", Paths: content.Paths{Post: "/{year}/{slug}/"},
		}},
	}
	tests := []struct {
		name string
		text content.Text
		want []content.Address
	}{
		{"nothing yet", content.Text{}, nil},
		{"by pattern", content.Text{Slug: "été"}, []content.Address{
			slug("p", "été", ""), page("p", "fr", "example.org/blog/2018/été", ""),
		}},
		{"own path wins", content.Text{Slug: "a", Path: "/x/a/"}, []content.Address{
			slug("p", "a", ""), page("p", "fr", "example.org/blog/x/a", ""),
		}},
		{"aliases, each once and never the page", content.Text{Slug: "a", Aliases: []string{"/old/", "/old", "/blog/2018/a", "https://former.example/b?x=1"}}, []content.Address{
			slug("p", "a", ""), page("p", "fr", "example.org/blog/2018/a", ""), alias("p", "example.org/old", ""), alias("p", "former.example/b", ""),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := p.Addresses(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("Addresses() =\n%v, want\n%v", got, tt.want)
			}
		})
	}
	p.Date = time.Time{}
	if got := p.URL(content.Text{Slug: "a"}); got != "" {
		t.Errorf("an URL without its date is %q", got)
	}
}

func TestReserve(t *testing.T) {
	fresh := content.Translation{Locale: "fr"}
	shown := content.Translation{Locale: "fr", Live: 1, FirstPublishedAt: time.Unix(1, 0)}
	taken := content.Translation{Locale: "fr", FirstPublishedAt: time.Unix(1, 0)} // and taken down again
	tests := []struct {
		name   string
		t      content.Translation
		wanted []content.Address
		have   []content.Address
		others []content.Address
		want   content.Reservation
	}{
		{"free", fresh, []content.Address{slug("p", "a", "")}, nil, nil,
			content.Reservation{Put: []content.Address{slug("p", "a", reserved)}}},
		{"reserved already", fresh, []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", reserved)}, nil,
			content.Reservation{}},
		{"another draft has it", fresh, []content.Address{slug("p", "a", "")}, nil, []content.Address{slug("q", "a", reserved)},
			content.Reservation{Taken: []content.Address{slug("p", "a", reserved)}}},
		{"another post is there", fresh, []content.Address{slug("p", "a", "")}, nil, []content.Address{slug("q", "a", live)},
			content.Reservation{Taken: []content.Address{slug("p", "a", reserved)}}},
		{"another post was there", fresh, []content.Address{slug("p", "a", "")}, nil, []content.Address{slug("q", "a", old)},
			content.Reservation{Ending: []content.Address{slug("p", "a", reserved)}}},
		{"the other language is there", fresh, []content.Address{page("p", "fr", "/a", "")}, []content.Address{page("p", "en", "/a", live)}, nil,
			content.Reservation{Taken: []content.Address{page("p", "fr", "/a", reserved)}}},
		{"a never published one is freed", fresh, []content.Address{slug("p", "b", "")}, []content.Address{slug("p", "a", reserved)}, nil,
			content.Reservation{Put: []content.Address{slug("p", "b", reserved)}, Drop: []content.Address{slug("p", "a", reserved)}}},
		{"the live one stays", shown, []content.Address{slug("p", "b", "")}, []content.Address{slug("p", "a", live)}, nil,
			content.Reservation{Put: []content.Address{slug("p", "b", reserved)}}},
		{"back to an old one of one's own", shown, []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", old), slug("p", "b", live)}, nil,
			content.Reservation{}},
		{"a draft beside the live one is freed", shown, []content.Address{slug("p", "c", "")}, []content.Address{slug("p", "a", live), slug("p", "b", reserved)}, nil,
			content.Reservation{Put: []content.Address{slug("p", "c", reserved)}, Drop: []content.Address{slug("p", "b", reserved)}}},
		{"one that was public leads on", taken, []content.Address{slug("p", "b", "")}, []content.Address{slug("p", "a", reserved)}, nil,
			content.Reservation{Put: []content.Address{slug("p", "b", reserved), slug("p", "a", old)}}},
		{"an alias becomes the page", fresh, []content.Address{page("p", "fr", "/a", "")}, []content.Address{alias("p", "/a", reserved)}, nil,
			content.Reservation{Put: []content.Address{page("p", "fr", "/a", reserved)}}},
		{"other languages keep theirs", fresh, nil, []content.Address{page("p", "en", "/a", reserved)}, nil,
			content.Reservation{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.t.Reserve(tt.wanted, tt.have, slices.Concat(tt.have, tt.others))
			if !slices.Equal(got.Put, tt.want.Put) || !slices.Equal(got.Drop, tt.want.Drop) ||
				!slices.Equal(got.Taken, tt.want.Taken) || !slices.Equal(got.Ending, tt.want.Ending) {
				t.Errorf("Reserve() =\n%+v, want\n%+v", got, tt.want)
			}
		})
	}
}

func TestMoveAddresses(t *testing.T) {
	tests := []struct {
		name   string
		wanted []content.Address
		have   []content.Address
		others []content.Address
		want   content.Move
	}{
		{"first publication", []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", reserved)}, nil,
			content.Move{Put: []content.Address{slug("p", "a", live)}}},
		{"again", []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", live)}, nil, content.Move{}},
		{"a revision whose reservation was freed", []content.Address{slug("p", "a", "")}, nil, nil,
			content.Move{Put: []content.Address{slug("p", "a", live)}}},
		{"moved", []content.Address{slug("p", "b", "")}, []content.Address{slug("p", "a", live), slug("p", "b", reserved)}, nil,
			content.Move{Put: []content.Address{slug("p", "b", live), slug("p", "a", old)}}},
		{"moved back: no loop", []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", old), slug("p", "b", live)}, nil,
			content.Move{Put: []content.Address{slug("p", "a", live), slug("p", "b", old)}}},
		{"taken down", nil, []content.Address{slug("p", "a", live), slug("p", "z", old), alias("p", "/x", live)}, nil,
			content.Move{Put: []content.Address{slug("p", "a", reserved), alias("p", "/x", reserved)}}},
		{"taken down while a newer text has another slug", nil, []content.Address{slug("p", "a", live), slug("p", "b", reserved), alias("p", "/x", live)}, nil,
			content.Move{Put: []content.Address{slug("p", "a", old), alias("p", "/x", reserved)}}},
		{"an alias is taken out", []content.Address{slug("p", "a", "")}, []content.Address{slug("p", "a", live), alias("p", "/x", live)}, nil,
			content.Move{Drop: []content.Address{alias("p", "/x", live)}}},
		{"another's old one ends", []content.Address{slug("p", "a", "")}, nil, []content.Address{slug("q", "a", old)},
			content.Move{Put: []content.Address{slug("p", "a", live)}}},
		{"another draft reserves it", []content.Address{slug("p", "a", "")}, nil, []content.Address{slug("q", "a", reserved)},
			content.Move{Taken: []content.Address{slug("p", "a", live)}}},
		{"two languages at one URL", []content.Address{page("p", "en", "/a", ""), page("p", "fr", "/a", "")}, nil, nil,
			content.Move{Put: []content.Address{page("p", "en", "/a", live)}, Taken: []content.Address{page("p", "fr", "/a", live)}}},
		{"the page becomes an alias", []content.Address{page("p", "fr", "/b", ""), alias("p", "/a", "")}, []content.Address{page("p", "fr", "/a", live)}, nil,
			content.Move{Put: []content.Address{page("p", "fr", "/b", live), alias("p", "/a", live)}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := content.MoveAddresses(tt.wanted, tt.have, slices.Concat(tt.have, tt.others), nil)
			if !slices.Equal(got.Put, tt.want.Put) || !slices.Equal(got.Drop, tt.want.Drop) || !slices.Equal(got.Taken, tt.want.Taken) {
				t.Errorf("MoveAddresses() =\n%+v, want\n%+v", got, tt.want)
			}
		})
	}
}

// What readers once found leads on when a translation comes back elsewhere; what a
// newer draft reserves stays hidden.
func TestMoveAddressesOfWhatComesBack(t *testing.T) {
	have := []content.Address{slug("p", "a", reserved), slug("p", "b", old), alias("p", "/x", reserved)}
	back := slug("p", "b", "")
	got := content.MoveAddresses([]content.Address{back}, have, have, []locale.Tag{back.Locale})
	if !slices.Equal(got.Put, []content.Address{slug("p", "b", live), slug("p", "a", old)}) || !slices.Equal(got.Drop, []content.Address{alias("p", "/x", reserved)}) {
		t.Errorf("the newest text: %+v", got)
	}
	got = content.MoveAddresses([]content.Address{back}, have, have, nil)
	if !slices.Equal(got.Put, []content.Address{slug("p", "b", live)}) || len(got.Drop) > 0 {
		t.Errorf("an older text: %+v", got)
	}
}
