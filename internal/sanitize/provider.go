package sanitize

import (
	"net/url"
	"strconv"
	"strings"
)

// A Frame is a page of others as it is shown in a post.
type Frame struct {
	Src    string // of the iframe, https
	Page   string // where a reader sees the same outside of the frame
	Key    string // of the provider, such as "youtube"; "other" where the site itself allows the host
	Name   string // of the provider, such as "YouTube"; else the host
	Width  int    // pixels that it is made for; 0: not known
	Height int
	Named  bool // of a provider that every site may show
}

// A provider shows pages of one service in frames.
type provider struct {
	key, name     string
	width, height int
	// frame makes the path and query of the frame from a page's or a frame's; ""
	// is neither. page makes the page's from the frame's; "" where none is known.
	frame func(u *url.URL) string
	page  func(u *url.URL) string
}

// providers are those that every site may show, by host without "www.", "m." or
// "music.": pages are found by their addresses, and frames by theirs.
var providers = map[string]provider{
	"youtube.com":          {"youtube", "YouTube", 560, 315, youtubeFrame, youtubePage},
	"youtube-nocookie.com": {"youtube", "YouTube", 560, 315, youtubeFrame, youtubePage},
	"youtu.be":             {"youtube", "YouTube", 560, 315, youtubeShort, nil},
	"vimeo.com":            {"vimeo", "Vimeo", 640, 360, vimeoFrame, nil},
	"player.vimeo.com":     {"vimeo", "Vimeo", 640, 360, vimeoPlayer, vimeoPage},
	"dailymotion.com":      {"dailymotion", "Dailymotion", 560, 315, pattern(`^/video/([A-Za-z0-9]+)`, "https://www.dailymotion.com/embed/video/$1"), dailymotionPage},
	"dai.ly":               {"dailymotion", "Dailymotion", 560, 315, pattern(`^/([A-Za-z0-9]+)$`, "https://www.dailymotion.com/embed/video/$1"), nil},
	"soundcloud.com":       {"soundcloud", "SoundCloud", 640, 166, soundcloudFrame, nil},
	"w.soundcloud.com":     {"soundcloud", "SoundCloud", 640, 166, nil, soundcloudPage},
	"open.spotify.com":     {"spotify", "Spotify", 640, 232, spotifyFrame, spotifyPage},
	"slideshare.net":       {"slideshare", "SlideShare", 595, 485, pattern(`^/slideshow/[^/]+/([0-9]+)$`, "https://www.slideshare.net/slideshow/embed_code/$1"), nil},
	"ted.com":              {"ted", "TED", 560, 315, pattern(`^/talks/([A-Za-z0-9_]+)`, "https://embed.ted.com/talks/$1"), nil},
	"embed.ted.com":        {"ted", "TED", 560, 315, nil, pattern(`^(/talks/.+)`, "https://www.ted.com$1")},
	"archive.org":          {"archive", "Internet Archive", 640, 480, pattern(`^/details/([A-Za-z0-9._-]+)$`, "https://archive.org/embed/$1"), pattern(`^/embed/(.+)`, "https://archive.org/details/$1")},
	"podcasts.apple.com":   {"apple", "Apple Podcasts", 660, 450, pattern(`^(/[a-z]{2}/podcast/.+)`, "https://embed.podcasts.apple.com$1"), nil},
	"bandcamp.com":         {"bandcamp", "Bandcamp", 400, 120, nil, nil},
	"google.com":           {"googlemaps", "Google Maps", 600, 450, nil, nil},
	"openstreetmap.org":    {"openstreetmap", "OpenStreetMap", 600, 450, nil, nil},

	"geo.dailymotion.com":      {"dailymotion", "Dailymotion", 560, 315, nil, dailymotionPage},
	"embed.podcasts.apple.com": {"apple", "Apple Podcasts", 660, 450, nil, pattern(`^(/.+)`, "https://podcasts.apple.com$1")},
}

// providerOf returns the provider that a host belongs to.
func providerOf(host string) provider {
	for _, prefix := range []string{"www.", "m.", "music."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return providers[host]
}

// framed returns the frame's URL for a page's or a frame's of a named provider, in
// the form that asks least of readers; "" for any other.
func framed(u *url.URL) string {
	p := providerOf(strings.ToLower(u.Hostname()))
	if p.frame == nil {
		return ""
	}
	return p.frame(u)
}

// pattern makes a URL of a path, by a pattern and what its groups become.
func pattern(expr, to string) func(*url.URL) string {
	re := late(expr)
	return func(u *url.URL) string {
		at := re().FindStringSubmatchIndex(u.EscapedPath())
		if at == nil {
			return ""
		}
		return string(re().ExpandString(nil, to, u.EscapedPath(), at))
	}
}

var (
	youtubeID   = late(`^[A-Za-z0-9_-]{6,40}$`)
	youtubeWays = late(`^/(?:shorts|live|v)/([A-Za-z0-9_-]{6,40})/?$`)
	vimeoWays   = late(`^/(?:channels/[^/]+/|groups/[^/]+/videos/|album/[0-9]+/video/|showcase/[0-9]+/video/)?([0-9]+)(?:/([0-9a-f]+))?/?$`)
	spotifyWays = late(`^/(?:intl-[a-z-]+/)?(track|album|playlist|episode|show|artist)/([A-Za-z0-9]+)$`)
	clock       = late(`^(?:([0-9]{1,4})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?$`)
)

// youtubeFrame is of www.youtube-nocookie.com, which remembers nobody who does not
// play.
func youtubeFrame(u *url.URL) string {
	q := u.Query()
	if rest, ok := strings.CutPrefix(u.EscapedPath(), "/embed/"); ok && rest != "" {
		return "https://www.youtube-nocookie.com/embed/" + rest + withQuery(u)
	}
	if m := youtubeWays().FindStringSubmatch(u.Path); m != nil {
		return youtubeEmbed(m[1], q)
	}
	switch u.Path {
	case "/watch":
		return youtubeEmbed(q.Get("v"), q)
	case "/playlist":
		return youtubeEmbed("videoseries", url.Values{"list": q["list"]})
	}
	return ""
}

func youtubeShort(u *url.URL) string { return youtubeEmbed(strings.Trim(u.Path, "/"), u.Query()) }

// youtubeEmbed keeps of a page's query where the film begins and ends, and its list.
func youtubeEmbed(id string, q url.Values) string {
	list := q.Get("list")
	if !youtubeID().MatchString(id) || list != "" && !youtubeID().MatchString(list) || id == "videoseries" && list == "" {
		return ""
	}
	kept := make(url.Values)
	if list != "" {
		kept.Set("list", list)
	}
	if n := seconds(q.Get("t")) + seconds(q.Get("start")); n > 0 {
		kept.Set("start", strconv.Itoa(n))
	}
	if n := seconds(q.Get("end")); n > 0 {
		kept.Set("end", strconv.Itoa(n))
	}
	src := "https://www.youtube-nocookie.com/embed/" + id
	if len(kept) > 0 {
		src += "?" + kept.Encode()
	}
	return src
}

// seconds reads a time such as "90", "90s" or "1m30s"; 0 if it is none.
func seconds(s string) int {
	m := clock().FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	total := 0
	for _, part := range m[1:] {
		n, _ := strconv.Atoi(part)
		total = total*60 + n
	}
	return total
}

func youtubePage(u *url.URL) string {
	id := strings.TrimPrefix(u.Path, "/embed/")
	q := u.Query()
	kept := make(url.Values)
	if list := q.Get("list"); list != "" {
		kept.Set("list", list)
	}
	if id == "videoseries" && len(kept) > 0 {
		return "https://www.youtube.com/playlist?" + kept.Encode()
	}
	if !youtubeID().MatchString(id) {
		return ""
	}
	kept.Set("v", id)
	if n := seconds(q.Get("start")); n > 0 {
		kept.Set("t", strconv.Itoa(n)+"s")
	}
	return "https://www.youtube.com/watch?" + kept.Encode()
}

func vimeoFrame(u *url.URL) string {
	m := vimeoWays().FindStringSubmatch(u.Path)
	if m == nil {
		return ""
	}
	src := "https://player.vimeo.com/video/" + m[1] + "?"
	if m[2] != "" { // of a film that only those see who have the link
		src += "h=" + m[2] + "&"
	}
	return src + "dnt=1" + withFragment(u)
}

// vimeoPlayer asks the player not to track.
func vimeoPlayer(u *url.URL) string {
	if !strings.HasPrefix(u.Path, "/video/") {
		return ""
	}
	var kept []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if part != "" && part != "dnt" && !strings.HasPrefix(part, "dnt=") {
			kept = append(kept, part)
		}
	}
	return "https://player.vimeo.com" + u.EscapedPath() + "?" + strings.Join(append(kept, "dnt=1"), "&") + withFragment(u)
}

func vimeoPage(u *url.URL) string {
	page := "https://vimeo.com/" + strings.TrimPrefix(u.EscapedPath(), "/video/")
	if h := u.Query().Get("h"); h != "" {
		page += "/" + url.PathEscape(h)
	}
	return page
}

func dailymotionPage(u *url.URL) string {
	id := u.Query().Get("video")
	if rest, ok := strings.CutPrefix(u.Path, "/embed/video/"); ok {
		id = rest
	}
	if id == "" {
		return ""
	}
	return "https://www.dailymotion.com/video/" + url.PathEscape(id)
}

// soundcloudFrame knows tracks, sets and people by their pages.
func soundcloudFrame(u *url.URL) string {
	if strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return "https://w.soundcloud.com/player/?url=" + url.QueryEscape("https://soundcloud.com"+strings.TrimSuffix(u.EscapedPath(), "/"))
}

// soundcloudPage is known where the frame names a page, and not a number.
func soundcloudPage(u *url.URL) string {
	page := u.Query().Get("url")
	if !strings.HasPrefix(page, "https://soundcloud.com/") {
		return ""
	}
	return page
}

func spotifyFrame(u *url.URL) string {
	m := spotifyWays().FindStringSubmatch(u.Path)
	if m == nil {
		return ""
	}
	return "https://open.spotify.com/embed/" + m[1] + "/" + m[2]
}

func spotifyPage(u *url.URL) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	if rest == "" {
		return ""
	}
	return "https://open.spotify.com/" + rest
}

func withQuery(u *url.URL) string {
	if u.RawQuery == "" {
		return withFragment(u)
	}
	return "?" + u.RawQuery + withFragment(u)
}

func withFragment(u *url.URL) string {
	if u.Fragment == "" {
		return ""
	}
	return "#" + u.EscapedFragment()
}
