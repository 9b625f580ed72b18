<?php
// So much of WordPress as infra/examples/wordpress/maylike.php uses, around one post: prints the page's scripts and the
// post. Called with the plugin's file, MayLike's origin, the key and the post's address.
[, $plugin, $origin, $key, $permalink] = $argv;
const ABSPATH            = '/';
const MINUTE_IN_SECONDS = 60;
define( 'MAYLIKE_URL', $origin );
define( 'MAYLIKE_KEY', $key );
$hooks   = array();
$kept    = array();
$scripts = array();
$asked   = 0;

function add_action( $name, $call ) { $GLOBALS['hooks'][ $name ][] = $call; }
function add_filter( $name, $call ) { add_action( $name, $call ); }
function is_singular( $type ) { return 'post' === $type; }
function in_the_loop() { return true; }
function is_main_query() { return true; }
function get_permalink() { return $GLOBALS['permalink']; }
function get_transient( $name ) { return $GLOBALS['kept'][ $name ] ?? false; }
function set_transient( $name, $value, $seconds ) { $GLOBALS['kept'][ $name ] = $value; }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_html( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_html__( $text, $domain ) { return esc_html( $text ); }
function esc_url( $url ) { return preg_match( '#^https?://#', $url ) ? esc_attr( $url ) : ''; }
function wp_enqueue_script_module( $id, $src, $deps, $version ) { $GLOBALS['scripts'][] = $src; }
function wp_remote_get( $url, $options ) {
	++$GLOBALS['asked'];
	$context = stream_context_create( array( 'http' => array( 'ignore_errors' => true, 'timeout' => 10 ) ) );
	$body    = @file_get_contents( $url, false, $context );
	return array( 'code' => (int) substr( $http_response_header[0] ?? 'HTTP/1.1 0', 9, 3 ), 'body' => (string) $body );
}
function wp_remote_retrieve_response_code( $response ) { return $response['code']; }
function wp_remote_retrieve_body( $response ) { return $response['body']; }

require $plugin;
$content = '';
for ( $view = 0; $view < 2; ++$view ) {
	$content = '<p>Post.</p>';
	foreach ( $hooks['the_content'] as $filter ) {
		$content = $filter( $content );
	}
}
foreach ( $hooks['wp_enqueue_scripts'] as $action ) {
	$action();
}
echo json_encode( compact( 'content', 'scripts', 'asked' ) );
