package sanitize_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/sanitize"
)

func TestFrame(t *testing.T) {
	const tube = "https://www.youtube-nocookie.com/embed/"
	tests := []struct{ of, src, page string }{
		{"https://www.youtube.com/watch?v=S_XeFWoR9uU", tube + "S_XeFWoR9uU", "https://www.youtube.com/watch?v=S_XeFWoR9uU"},
		{"https://www.youtube.com/watch?v=CUkMCQR4TpY&feature=youtu.be&t=523", tube + "CUkMCQR4TpY?start=523", "https://www.youtube.com/watch?t=523s&v=CUkMCQR4TpY"},
		{"https://m.youtube.com/watch?v=CUkMCQR4TpY&t=1h2m3s", tube + "CUkMCQR4TpY?start=3723", "https://www.youtube.com/watch?t=3723s&v=CUkMCQR4TpY"},
		{"http://youtu.be/uFjfrtuLLpQ?t=1m30s", tube + "uFjfrtuLLpQ?start=90", "https://www.youtube.com/watch?t=90s&v=uFjfrtuLLpQ"},
		{"//youtube.com/shorts/uFjfrtuLLpQ", tube + "uFjfrtuLLpQ", "https://www.youtube.com/watch?v=uFjfrtuLLpQ"},
		{"https://www.youtube.com/live/uFjfrtuLLpQ?feature=share", tube + "uFjfrtuLLpQ", "https://www.youtube.com/watch?v=uFjfrtuLLpQ"},
		{"https://www.youtube.com/playlist?list=PL0123456789", tube + "videoseries?list=PL0123456789", "https://www.youtube.com/playlist?list=PL0123456789"},
		{"https://www.youtube.com/embed/uFjfrtuLLpQ?rel=0&start=7", tube + "uFjfrtuLLpQ?rel=0&start=7", "https://www.youtube.com/watch?t=7s&v=uFjfrtuLLpQ"},
		{tube + "uFjfrtuLLpQ", tube + "uFjfrtuLLpQ", "https://www.youtube.com/watch?v=uFjfrtuLLpQ"},
		{"https://www.youtube.com/watch?v=" + `"><script>`, "", ""},
		{"https://www.youtube.com/@channel", "", ""},
		{"https://www.youtube.com/embed/../watch", "", ""},
		{`https://www.youtube.com/embed/\..\watch`, "", ""},
		{`https://www.google.com/maps/embed\..\..\url?q=https://elsewhere.example/`, "", ""},
		{`https://bandcamp.com/EmbeddedPlayer/\..\..\login`, "", ""},
		{"https://www.youtube.com:8443/watch?v=uFjfrtuLLpQ", "", ""},
		{"https://a@www.youtube.com/watch?v=uFjfrtuLLpQ", "", ""},
		{"https://www.youtube.com.example.org/watch?v=uFjfrtuLLpQ", "", ""},

		{"https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1", "https://vimeo.com/76979871"},
		{"https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1", "https://vimeo.com/76979871/8272103f6e"},
		{"https://vimeo.com/channels/staffpicks/76979871#t=30s", "https://player.vimeo.com/video/76979871?dnt=1#t=30s", "https://vimeo.com/76979871"},
		{"https://player.vimeo.com/video/76979871?dnt=0&h=8272103f6e", "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1", "https://vimeo.com/76979871/8272103f6e"},
		{"https://vimeo.com/about", "", ""},

		{"https://www.dailymotion.com/video/x8abcde_title", "https://www.dailymotion.com/embed/video/x8abcde", "https://www.dailymotion.com/video/x8abcde"},
		{"https://dai.ly/x8abcde", "https://www.dailymotion.com/embed/video/x8abcde", "https://www.dailymotion.com/video/x8abcde"},
		{"https://geo.dailymotion.com/player.html?video=x8abcde", "https://geo.dailymotion.com/player.html?video=x8abcde", "https://www.dailymotion.com/video/x8abcde"},
		{"https://soundcloud.com/own-your-destiny/cloud-is-culture", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fown-your-destiny%2Fcloud-is-culture", "https://soundcloud.com/own-your-destiny/cloud-is-culture"},
		{"https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1", "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1", "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1"},
		{"https://open.spotify.com/intl-fr/episode/7makk4oTQel546B0PZlDM5?si=1", "https://open.spotify.com/embed/episode/7makk4oTQel546B0PZlDM5", "https://open.spotify.com/episode/7makk4oTQel546B0PZlDM5"},
		{"https://open.spotify.com/embed/track/7makk4oTQel546B0PZlDM5?theme=0", "https://open.spotify.com/embed/track/7makk4oTQel546B0PZlDM5?theme=0", "https://open.spotify.com/track/7makk4oTQel546B0PZlDM5"},
		{"https://www.slideshare.net/slideshow/introducing-kubevirt/123456", "https://www.slideshare.net/slideshow/embed_code/123456", "https://www.slideshare.net/slideshow/embed_code/123456"},
		{"https://www.slideshare.net/sgordon2/introducing-kubevirt", "", ""}, // its number is known to SlideShare alone
		{"https://www.ted.com/talks/a_talk", "https://embed.ted.com/talks/a_talk", "https://www.ted.com/talks/a_talk"},
		{"https://archive.org/details/night-0001", "https://archive.org/embed/night-0001", "https://archive.org/details/night-0001"},
		{"https://podcasts.apple.com/ca/podcast/a/id1", "https://embed.podcasts.apple.com/ca/podcast/a/id1", "https://podcasts.apple.com/ca/podcast/a/id1"},
		{"https://www.google.com/maps/embed?pb=1", "https://www.google.com/maps/embed?pb=1", "https://www.google.com/maps/embed?pb=1"},
		{"https://www.google.com/search?q=maps", "", ""},
		{"https://video.example.ca/7", "https://video.example.ca/7", "https://video.example.ca/7"},
		{"https://elsewhere.example/7", "", ""},
		{"javascript:alert(1)", "", ""},
		{"/embed/7", "", ""},
		{"", "", ""},
	}
	policy := sanitize.New(sanitize.Options{EmbedHosts: []string{"video.example.ca"}})
	for _, tt := range tests {
		t.Run(tt.of, func(t *testing.T) {
			f, ok := policy.Frame(tt.of)
			if f.Src != tt.src || f.Page != tt.page || ok != (tt.src != "") {
				t.Fatalf("%v %+v", ok, f)
			}
			if !ok {
				return
			}
			if again, ok := policy.Frame(f.Src); !ok || again != f {
				t.Errorf("the frame of the frame is another: %+v", again)
			}
			if shown, ok := sanitize.Shown(f.Src); !ok || shown != f || f.Key == "" || f.Name == "" {
				t.Errorf("shown as %+v", shown)
			}
		})
	}
}
