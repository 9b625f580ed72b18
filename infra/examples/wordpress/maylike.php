<?php
/**
 * Plugin Name: Articles You May Like
 * Description: Writes MayLike's list below each post; readers' browsers ask for one where the server had none in time.
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * License: MIT
 *
 * Copy this file to wp-content/plugins/maylike/maylike.php, and set in wp-config.php:
 *
 *     define( 'MAYLIKE_URL', 'https://maylike.example.com' );
 *     define( 'MAYLIKE_KEY', 'pk_your_publishable_key' );
 */

defined( 'ABSPATH' ) || exit;

/** The items for a post's address, asked for once in five minutes; an empty list where there are none. */
function maylike_items( $url ) {
	$name  = 'maylike_' . md5( $url );
	$items = get_transient( $name );
	if ( is_array( $items ) ) {
		return $items;
	}
	$query    = http_build_query( array( 'url' => $url, 'key' => MAYLIKE_KEY ) );
	$response = wp_remote_get( MAYLIKE_URL . '/v1/recommendations?' . $query, array( 'timeout' => 1 ) );
	$answer   = 200 === wp_remote_retrieve_response_code( $response )
		? json_decode( wp_remote_retrieve_body( $response ), true )
		: null;
	$items    = isset( $answer['items'] ) && is_array( $answer['items'] ) ? $answer['items'] : array();
	set_transient( $name, $items, $items ? 5 * MINUTE_IN_SECONDS : MINUTE_IN_SECONDS );
	return $items;
}

/** The element with its list: links that are there without script, and that the widget measures. */
function maylike_list( $url ) {
	$lines = '';
	foreach ( maylike_items( $url ) as $item ) {
		$lines .= sprintf(
			'<li data-article="%s" data-strategy="%s"><a href="%s">%s</a></li>',
			esc_attr( $item['id'] ),
			esc_attr( $item['strategy'] ),
			esc_url( $item['url'] ),
			esc_html( $item['title'] )
		);
	}
	return sprintf(
		'<articles-you-may-like data-api="%s" data-key="%s" data-url="%s">%s</articles-you-may-like>',
		esc_url( MAYLIKE_URL ),
		esc_attr( MAYLIKE_KEY ),
		esc_url( $url ),
		$lines ? '<h2>' . esc_html__( 'Articles You May Like', 'maylike' ) . '</h2><ul>' . $lines . '</ul>' : ''
	);
}

add_action(
	'wp_enqueue_scripts',
	function () {
		if ( is_singular( 'post' ) ) {
			wp_enqueue_script_module( 'maylike', MAYLIKE_URL . '/widget.js', array(), null );
		}
	}
);

add_filter(
	'the_content',
	function ( $content ) {
		$is_article = is_singular( 'post' ) && in_the_loop() && is_main_query();
		return $is_article ? $content . maylike_list( get_permalink() ) : $content;
	}
);
