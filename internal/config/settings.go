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
	Data      string    `default:"./diptych-data" placeholder:"DIR" group:"settings" help:"flag.data"`
	Config    string    `placeholder:"FILE" group:"settings" help:"flag.config"`
	Lang      Language  `placeholder:"en|fr" group:"settings" help:"flag.lang"`
	LogFormat LogFormat `default:"text" placeholder:"text|json" group:"settings" help:"flag.log_format"`
	LogLevel  LogLevel  `default:"info" placeholder:"debug|info|warn|error" group:"settings" help:"flag.log_level"`

	Blobs       Blobs  `placeholder:"dir:DIR|s3://BUCKET/PREFIX" group:"settings" help:"flag.blobs"`
	BlobsKey    Secret `placeholder:"KEY" group:"settings" help:"flag.blobs_key"`
	BlobsSecret Secret `placeholder:"SECRET" group:"settings" help:"flag.blobs_secret"`
}

// Target are the settings of where files move to.
type Target struct {
	To       Blobs  `required:"" placeholder:"dir:DIR|s3://BUCKET/PREFIX" help:"option.blobs_to"`
	ToKey    Secret `placeholder:"KEY" group:"settings" help:"flag.to_key"`
	ToSecret Secret `placeholder:"SECRET" group:"settings" help:"flag.to_secret"`
}

// Server are the settings of the commands that listen.
type Server struct {
	Addr           Address  `default:"127.0.0.1:8080" placeholder:"HOST:PORT" group:"settings" help:"flag.addr"`
	BaseURL        BaseURL  `placeholder:"URL" group:"settings" help:"flag.base_url"`
	TrustedProxies []Prefix `placeholder:"CIDR,…" group:"settings" help:"flag.trusted_proxies"`
	Grace          Duration `default:"20s" placeholder:"TIME" group:"settings" help:"flag.grace"`
	MetricsAddr    Address  `placeholder:"HOST:PORT" group:"settings" help:"flag.metrics_addr"`

	Cache      Bytes    `default:"64MiB" placeholder:"SIZE" group:"settings" help:"flag.cache"`
	SMaxage    Duration `default:"10s" placeholder:"TIME" group:"settings" help:"flag.s_maxage"`
	PublicRate Rate     `default:"0" placeholder:"N" group:"settings" help:"flag.public_rate"`

	PurgeURL    PurgeURL `placeholder:"URL" group:"settings" help:"flag.purge_url"`
	PurgeSecret Secret   `placeholder:"SECRET" group:"settings" help:"flag.purge_secret"`

	MachineKey    Secret `placeholder:"KEY" group:"settings" help:"flag.machine_key"`
	MachineHosts  []Host `default:"api.deepl.com,api-free.deepl.com" placeholder:"HOST,…" group:"settings" help:"flag.machine_hosts"`
	OutboundAllow []Host `placeholder:"HOST,…" group:"settings" help:"flag.outbound_allow"`

	FetchHosts []FetchHost `placeholder:"HOST,…|*" group:"settings" help:"flag.fetch_hosts"`
	CheckLinks bool        `group:"settings" help:"flag.check_links"`

	VariantJobs Jobs `default:"2" placeholder:"N" group:"settings" help:"flag.variant_jobs"`
}

// Remote are the settings of the commands that ask a server.
type Remote struct {
	Server BaseURL `default:"http://127.0.0.1:8080" placeholder:"URL" group:"settings" help:"flag.server"`
	Token  Secret  `placeholder:"TOKEN" group:"settings" help:"flag.token"`
}

// Link returns the address of this server with a path, for people to follow:
// the base URL where one is set, else the address that it listens on.
func (s Server) Link(listening, path string) string {
	if s.BaseURL != "" {
		return string(s.BaseURL) + path
	}
	return "http://" + reachable(listening) + path
}
