import { mount } from "svelte";
import App from "./App.svelte";
import { connect } from "$lib/backend";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no #app");
mount(App, { target, props: { backend: await connect() } });
