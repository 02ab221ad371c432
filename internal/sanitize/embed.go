package sanitize

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// embedHosts are pages of others that every site may show, with what their
// path must begin with.
var embedHosts = map[string]string{
	"www.youtube.com":          "/embed/",
	"youtube.com":              "/embed/",
	"www.youtube-nocookie.com": "/embed/",
	"player.vimeo.com":         "/video/",
	"www.dailymotion.com":      "/embed/",
	"geo.dailymotion.com":      "/player",
	"w.soundcloud.com":         "/player",
	"open.spotify.com":         "/embed",
	"bandcamp.com":             "/EmbeddedPlayer/",
	"embed.podcasts.apple.com": "/",
	"embed.ted.com":            "/talks/",
	"archive.org":              "/embed/",
	"www.slideshare.net":       "/slideshow/embed_code/",
	"www.google.com":           "/maps/embed",
	"www.openstreetmap.org":    "/export/embed.html",
}

// What an embedded page may do: run its player, remember the reader's settings
// at its own origin, and open its own site. It may neither move the page that
// it stands in nor send forms. An author may grant less.
const embedSandbox = "allow-scripts allow-same-origin allow-popups allow-presentation"

// embedReferrer tells the other host from which site, but not from which page,
// a reader comes; YouTube plays nothing without it.
const embedReferrer = "strict-origin-when-cross-origin"

// embedFeatures may be named in allow. Camera, microphone, place and the rest may not.
var embedFeatures = []string{"accelerometer", "autoplay", "clipboard-write", "encrypted-media", "fullscreen", "gyroscope", "picture-in-picture", "web-share"}

// embed decides about an iframe, and makes one that stays safe.
func (c *cleaner) embed(t tag) fate {
	n := t.node
	raw, _ := attr(n, "src")
	frame, ok := c.policy.Frame(raw)
	if !ok {
		if host := hostOf(raw); host != "" {
			c.add(t, Finding{Code: "sanitize.embed_removed", Args: map[string]any{"host": excerpt(host)}, Excerpt: excerpt(raw)})
		} else {
			c.noteAll(t, "sanitize.element_removed", "element", n.Data)
		}
		return remove
	}
	if frame.Src != raw {
		c.add(t, Finding{Code: "sanitize.embed_changed", Args: map[string]any{"url": excerpt(frame.Src)}, Excerpt: excerpt(raw)})
		set(n, "src", frame.Src)
	}
	// What stands inside is shown by no browser that knows iframes, and is raw
	// text to parsers.
	if n.FirstChild != nil {
		if says := strings.TrimSpace(n.FirstChild.Data); says != "" {
			c.add(t, Finding{Code: "sanitize.fallback_removed", Args: map[string]any{"element": n.Data}, Excerpt: excerpt(says)})
		}
		for child := n.FirstChild; child != nil; child = n.FirstChild {
			n.RemoveChild(child)
		}
	}
	if allow, ok := attr(n, "allow"); ok {
		set(n, "allow", c.allow(t, allow))
	}
	set(n, "sandbox", c.sandbox(t))
	set(n, "loading", "lazy")
	set(n, "referrerpolicy", embedReferrer)
	return keep
}

// Frame returns how a page of others is shown, given its address or the address
// of its frame: of a named provider in the form that asks least of readers. ok is
// false for what may not be embedded.
func (p *Policy) Frame(raw string) (f Frame, ok bool) {
	src, verdict := judge(raw, loads)
	if verdict == refused {
		return Frame{}, false
	}
	if rest, ok := strings.CutPrefix(src, "http://"); ok {
		src = "https://" + rest
	} else if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	u, ok := embeddable(src)
	if !ok {
		return Frame{}, false
	}
	if better := framed(u); better != "" {
		src = better
		if u, ok = embeddable(src); !ok {
			return Frame{}, false
		}
	}
	host := strings.ToLower(u.Hostname())
	path, ok := p.embeds[host]
	if !ok || !strings.HasPrefix(u.Path+"/", path) {
		return Frame{}, false
	}
	return frameOf(u, src), true
}

// frameOf describes a frame by its address.
func frameOf(u *url.URL, src string) Frame {
	host := strings.ToLower(u.Hostname())
	of := providerOf(host)
	f := Frame{Src: src, Page: src, Key: of.key, Name: of.name, Width: of.width, Height: of.height, Named: of.key != ""}
	if f.Key == "" {
		f.Key, f.Name = "other", host
	}
	if of.page != nil {
		f.Page = cmp.Or(of.page(u), src)
	}
	return f
}

// Shown describes the frame of a body that was sanitized, by the src of its iframe.
func Shown(src string) (f Frame, ok bool) {
	u, ok := embeddable(src)
	if !ok {
		return Frame{}, false
	}
	return frameOf(u, src), true
}

// embeddable parses an https URL that says no more than browsers and net/url agree
// about: no user, no other port, no dots that would lead out of its path once a
// browser has resolved them, to which a backslash is a slash.
func embeddable(src string) (*url.URL, bool) {
	if !strings.HasPrefix(src, "https://") || hostOf(src) == "" {
		return nil, false
	}
	u, err := url.Parse(src)
	if err != nil || u.User != nil || (u.Port() != "" && u.Port() != "443") {
		return nil, false
	}
	return u, !strings.Contains(u.Path, `\`) && !slices.ContainsFunc(strings.Split(u.Path, "/"), func(s string) bool { return s == ".." || s == "." })
}

// hostOf returns the host of a URL where browsers and net/url agree about it.
func hostOf(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || !plainHost().MatchString(u.Hostname()) {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

var plainHost = late(`^[A-Za-z0-9.-]+$`)

// allow keeps the features that an embedded page may use.
func (c *cleaner) allow(t tag, value string) string {
	var kept []string
	all := true
	for part := range strings.SplitSeq(value, ";") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if !slices.Contains(embedFeatures, strings.ToLower(words[0])) || !allowList().MatchString(strings.Join(words[1:], " ")) {
			c.refuse(t, html.Attribute{Key: "allow", Val: strings.TrimSpace(part)})
			all = false
			continue
		}
		kept = append(kept, strings.TrimSpace(part))
	}
	if all {
		return value
	}
	return strings.Join(kept, "; ")
}

// allowList is to whom a feature is given.
var allowList = late(`^(?:(?:\*|'self'|'src'|'none'|https://[A-Za-z0-9.*-]+)(?: |$))*$`)

// sandbox returns what an embedded page may do: what all may, or what of that
// the author allows.
func (c *cleaner) sandbox(t tag) string {
	value, ok := attr(t.node, "sandbox")
	if !ok {
		return embedSandbox
	}
	may := strings.Fields(embedSandbox)
	var kept []string
	for token := range strings.FieldsSeq(value) {
		if !slices.Contains(may, strings.ToLower(token)) {
			c.refuse(t, html.Attribute{Key: "sandbox", Val: token})
			continue
		}
		kept = append(kept, token)
	}
	return strings.Join(kept, " ")
}
