// Package config says what Diptych can be told from outside: its settings, the
// values they take, and where each comes from: the flag, else the environment,
// else the file, else the default.
//
// The tags of the structs are read by the command line, which also turns the
// name of a field into that of its flag: BaseURL is --base-url, DIPTYCH_BASE_URL
// and base-url in the file. The help is a message key.
package config

// Common are the settings of every command.
type Common struct {
	Data      string    `default:"./diptych-data" placeholder:"DIR" help:"flag.data"`
	Config    string    `placeholder:"FILE" help:"flag.config"`
	Lang      Language  `placeholder:"en|fr" help:"flag.lang"`
	LogFormat LogFormat `default:"text" placeholder:"text|json" help:"flag.log_format"`
	LogLevel  LogLevel  `default:"info" placeholder:"debug|info|warn|error" help:"flag.log_level"`
}

// Server are the settings of the commands that listen.
type Server struct {
	Addr           Address  `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"flag.addr"`
	BaseURL        BaseURL  `placeholder:"URL" help:"flag.base_url"`
	TrustedProxies []Prefix `placeholder:"CIDR,…" help:"flag.trusted_proxies"`
	Grace          Duration `default:"20s" placeholder:"TIME" help:"flag.grace"`
}

// Link returns the address of this server with a path, for people to follow:
// the base URL where one is set, else the address that it listens on.
func (s Server) Link(listening, path string) string {
	if s.BaseURL != "" {
		return string(s.BaseURL) + path
	}
	return "http://" + reachable(listening) + path
}
